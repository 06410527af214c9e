import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT } from './root.mjs';

const HOST = '127.0.0.1';
const AUTHS = ['noauth', 'token', 'keystone'];
const NETWORKS = ['routed', 'tunnelled', 'flat'];
const API_PORT = { name: 'LBAAS_API_PORT', fallback: 9696, least: 1, most: 65_535 };
/** As many as the address plan of a lab has room for. */
const AGENTS = { name: 'LBAAS_LAB_AGENTS', fallback: 2, least: 1, most: 80 };

const BROKERS = { name: 'LBAAS_LAB_BROKERS', fallback: 1, least: 1, most: 5 };
const DATABASES = { name: 'LBAAS_LAB_DATABASES', fallback: 1, least: 1, most: 3 };

/** What the environment sets. @throws Failure that names the variable and what it may be */
export const startSettings = (env) => ({
  apiPort: integer(env, API_PORT),
  agents: integer(env, AGENTS),
  brokers: integer(env, BROKERS),
  databases: integer(env, DATABASES),
  auth: oneOf(env, { name: 'LBAAS_LAB_AUTH', values: AUTHS }),
  networks: oneOf(env, { name: 'LBAAS_LAB_NETWORKS', values: NETWORKS }),
});

/** The settings of a lab that can be started with them: here and now, before minutes of installing. @throws Failure */
export async function readyToStart() {
  const settings = startSettings(process.env);
  // The port of a running lab is taken by it; the lab says so itself.
  if (!existsSync(join(ROOT, '.lab', 'current'))) await refuseTaken(settings.apiPort);
  return settings;
}

function integer(env, { name, fallback, least, most }) {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Failure(`${name} must be a number from ${least} to ${most}, not "${text}".`);
}

function oneOf(env, { name, values }) {
  const text = env[name];
  if (text === undefined || text === '') return values[0];
  if (values.includes(text)) return text;
  throw new Failure(`${name} must be one of ${values.join(', ')}, not "${text}".`);
}

async function refuseTaken(port) {
  const server = createServer();
  try {
    await once(server.listen({ host: HOST, port }), 'listening');
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw new Failure(`LBAAS_API_PORT: ${error.message}`);
    const other = port < API_PORT.most ? port + 1 : port - 1;
    throw new Failure(
      `LBAAS_API_PORT: port ${port} on ${HOST} is in use; choose another one: LBAAS_API_PORT=${other} npm start`,
    );
  }
  server.close();
  await once(server, 'close');
}
