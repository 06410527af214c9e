import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { HOST_NAME } from '@lbaas/common/domain';
import {
  ConfigError,
  createLogger,
  commandSettings,
  runCheck,
  runMain,
  runProgram,
} from '@lbaas/common/runtime';
import { hashToken, obstacleIn, refuseToken } from './api/index.ts';
import { migrateCommand, serverItems } from './checks/index.ts';
import { brokerUser } from './config/broker-user.ts';
import { databaseAddress } from './config/database-settings.ts';
import { SERVER_OPTIONS, ServerConfigSchema } from './config/server-config.ts';
import { faultOfDatabase, markRestored } from './persistence/index.ts';
import { API_SERVER, READINESS } from './wiring/api.ts';
import { createContainer } from './wiring/container.ts';
import { SERVER } from './wiring/server.ts';

const serve = (): Promise<void> =>
  runProgram({
    name: 'lbaas-server',
    schema: ServerConfigSchema,
    options: SERVER_OPTIONS,
    isPlain: (error) => error instanceof ConfigError,
    create: (config, logger) => {
      const container = createContainer(config, logger);
      const readiness = container.get(READINESS);
      const root = container.get(SERVER);
      process.on('SIGHUP', () => container.get(API_SERVER).reload());
      return { root, obstacle: async () => obstacleIn(await readiness()) };
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

/** Before servers are started on a database whose files were restored. */
async function restored(): Promise<void> {
  const config = commandSettings(ServerConfigSchema, process.argv.slice(3));
  const logger = createLogger({ name: 'lbaas-server', level: config.log_level });
  try {
    await markRestored(databaseAddress(config));
    logger.info('the database counts as restored: agents keep what it does not know');
  } catch (error) {
    const reason = faultOfDatabase(error) ?? String(error);
    logger.fatal({ reason }, 'the database does not count as restored');
    process.exitCode = 1;
  }
}

/** Putting the server together tells which settings do not fit together; nothing of it is started. */
const check = (): Promise<void> =>
  runCheck({
    schema: ServerConfigSchema,
    items: (config) => {
      createContainer(config, createLogger({ name: 'lbaas-server', level: 'silent' })).get(SERVER);
      return serverItems(config);
    },
  });

/** @throws ConfigError */
function printBrokerUser(): Promise<void> {
  const host = process.argv[3] ?? '';
  if (!new RegExp(`^${HOST_NAME}$`).test(host))
    throw new ConfigError(['broker-user: needs the name of a host']);
  const config = commandSettings(ServerConfigSchema, process.argv.slice(4));
  const password = randomBytes(24).toString('base64url');
  process.stdout.write(brokerUser(config, { host, password }));
  return Promise.resolve();
}

const migrateSchema = (): Promise<void> => migrateCommand(process.argv.slice(3));

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = {
  check,
  '--hash-token': printHash,
  migrate: migrateSchema,
  '--migrate': migrateSchema,
  '--restored': restored,
  'broker-user': printBrokerUser,
};

await runMain(COMMANDS[process.argv[2] ?? ''] ?? serve);
