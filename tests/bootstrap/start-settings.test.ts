import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'chai';
import { MAX_PER_KIND } from '@lbaas/lab/testing';
import { runScript } from './run-script.ts';

interface Settings {
  readonly apiPort: number;
  readonly agents: number;
  readonly auth: string;
}

const PORT = 'LBAAS_API_PORT must be a number from 1 to 65535';
const AGENTS = `LBAAS_LAB_AGENTS must be a number from 1 to ${MAX_PER_KIND}`;
const AUTH = 'LBAAS_LAB_AUTH must be one of noauth, token, keystone';

const REFUSED = [
  [{ LBAAS_API_PORT: 'abc' }, `${PORT}, not "abc".`],
  [{ LBAAS_API_PORT: '0' }, `${PORT}, not "0".`],
  [{ LBAAS_API_PORT: '70000' }, `${PORT}, not "70000".`],
  [{ LBAAS_API_PORT: '96 96' }, `${PORT}, not "96 96".`],
  [{ LBAAS_LAB_AGENTS: '0' }, `${AGENTS}, not "0".`],
  [{ LBAAS_LAB_AGENTS: '-1' }, `${AGENTS}, not "-1".`],
  [{ LBAAS_LAB_AGENTS: '2.5' }, `${AGENTS}, not "2.5".`],
  [{ LBAAS_LAB_AGENTS: String(MAX_PER_KIND + 1) }, `${AGENTS}, not "${MAX_PER_KIND + 1}".`],
  [{ LBAAS_LAB_AUTH: 'password' }, `${AUTH}, not "password".`],
  [{ LBAAS_LAB_NETWORKS: 'ring' }, 'LBAAS_LAB_NETWORKS must be one of routed, tunnelled, flat, not "ring".'],
] as const;

/** The commands that start a laboratory, as npm runs them. */
const STARTS = [['start'], ['lab', 'start']];

const start = (how: readonly string[], env: NodeJS.ProcessEnv) =>
  runScript([process.execPath, 'scripts/bootstrap.mjs', ...how], { env });

/** Script code has no types. */
const settingsOf = async (env: NodeJS.ProcessEnv): Promise<Settings> => {
  const file = new URL('../../scripts/bootstrap/start-settings.mjs', import.meta.url).href;
  const module = (await import(file)) as { startSettings: (env: NodeJS.ProcessEnv) => Settings };
  return module.startSettings(env);
};

describe('settings of npm start', () => {
  for (const [env, message] of REFUSED) {
    it(`refuse ${JSON.stringify(env)} in one line, before anything is installed`, async () => {
      expect(await start(['start'], env)).to.deep.equal({ code: 1, stdout: '', stderr: `${message}\n` });
    });
  }

  for (const how of STARTS) {
    it(`name the variable for a port that is in use (${how.join(' ')})`, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const other = port < 65_535 ? port + 1 : port - 1;
      const { code, stdout, stderr } = await start(how, { LBAAS_API_PORT: String(port) });
      server.close();
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.equal(
        `LBAAS_API_PORT: port ${port} on 127.0.0.1 is in use; choose another one: LBAAS_API_PORT=${other} npm start\n`,
      );
    });
  }

  it('have defaults, also for what is empty', async () => {
    const defaults = {
      apiPort: 9696,
      agents: 2,
      auth: 'noauth',
      networks: 'routed',
      brokers: 1,
      databases: 1,
    };
    expect(await settingsOf({})).to.deep.equal(defaults);
    const empty = {
      LBAAS_API_PORT: '',
      LBAAS_LAB_AGENTS: '',
      LBAAS_LAB_AUTH: '',
      LBAAS_LAB_NETWORKS: '',
      LBAAS_LAB_BROKERS: '',
      LBAAS_LAB_DATABASES: '',
    };
    expect(await settingsOf(empty)).to.deep.equal(defaults);
  });

  it('are what the environment sets', async () => {
    const env = {
      LBAAS_API_PORT: '8696',
      LBAAS_LAB_AGENTS: String(MAX_PER_KIND),
      LBAAS_LAB_AUTH: 'token',
      LBAAS_LAB_NETWORKS: 'flat',
      LBAAS_LAB_BROKERS: '3',
      LBAAS_LAB_DATABASES: '2',
    };
    const set = {
      apiPort: 8696,
      agents: MAX_PER_KIND,
      auth: 'token',
      networks: 'flat',
      brokers: 3,
      databases: 2,
    };
    expect(await settingsOf(env)).to.deep.equal(set);
  });
});
