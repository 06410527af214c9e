import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { HOST_NAME } from '@lbaas/common/domain';
import {
  ConfigError,
  createLogger,
  loadConfig,
  readCommandLine,
  runMain,
  runProgram,
} from '@lbaas/common/runtime';
import { hashToken, refuseToken } from './api/index.ts';
import { brokerUser } from './config/broker-user.ts';
import { databaseAddress } from './config/database-settings.ts';
import { ServerConfigSchema } from './config/server-config.ts';
import { faultOfDatabase, migrate } from './persistence/index.ts';
import { API_SERVER } from './wiring/api.ts';
import { createContainer } from './wiring/container.ts';
import { SERVER } from './wiring/server.ts';

const serve = (): Promise<void> =>
  runProgram({
    name: 'lbaas-server',
    schema: ServerConfigSchema,
    options: {
      '--hash-token': 'show the hash of the token on standard input, for a file of tokens, and end',
      'broker-user HOST':
        'print how the host gets a user of its own at the broker, and end; other options follow',
      '--migrate': 'bring the schema of the database up to date, and end; other options follow',
    },
    isPlain: (error) => error instanceof ConfigError,
    create: (config, logger) => {
      const container = createContainer(config, logger);
      const server = container.get(SERVER);
      process.on('SIGHUP', () => container.get(API_SERVER).reload());
      return server;
    },
    messages: {
      running: 'the server is ready',
      notStarting: 'the server does not start',
      stopping: 'the server stops',
      stopped: 'the server has stopped',
    },
  });

/** Of the token on standard input, so that it is in no list of processes and in no history. */
async function printHash(): Promise<void> {
  const token = (await text(process.stdin)).trimEnd();
  const reason = refuseToken(token);
  if (reason !== undefined) throw new ConfigError([reason]);
  process.stdout.write(`${hashToken(token)}\n`);
}

/** One attempt: where migrations are a step of their own, what runs the step decides whether it is repeated. */
async function migrateOnce(): Promise<void> {
  const { file, settings } = readCommandLine(process.argv.slice(3));
  const config = loadConfig(ServerConfigSchema, { env: process.env, file, argv: settings });
  const logger = createLogger({ name: 'lbaas-server', level: config.log_level });
  try {
    await migrate(databaseAddress(config));
    logger.info('the schema is up to date');
  } catch (error) {
    logger.fatal({ reason: faultOfDatabase(error) ?? String(error) }, 'the schema is not up to date');
    process.exitCode = 1;
  }
}

/** @throws ConfigError */
function printBrokerUser(): Promise<void> {
  const host = process.argv[3] ?? '';
  if (!new RegExp(`^${HOST_NAME}$`).test(host))
    throw new ConfigError(['broker-user: needs the name of a host']);
  const { file, settings } = readCommandLine(process.argv.slice(4));
  const config = loadConfig(ServerConfigSchema, { env: process.env, file, argv: settings });
  const password = randomBytes(24).toString('base64url');
  process.stdout.write(brokerUser(config, { host, password }));
  return Promise.resolve();
}

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = {
  '--hash-token': printHash,
  '--migrate': migrateOnce,
  'broker-user': printBrokerUser,
};

await runMain(COMMANDS[process.argv[2] ?? ''] ?? serve);
