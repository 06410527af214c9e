import { text } from 'node:stream/consumers';
import {
  ConfigError,
  createLogger,
  loadConfig,
  readCommandLine,
  runMain,
  runProgram,
} from '@lbaas/common/runtime';
import { hashToken, obstacleIn, refuseToken } from './api/index.ts';
import { SERVER_OPTIONS, ServerConfigSchema } from './config/server-config.ts';
import { migrate } from './persistence/index.ts';
import { READINESS } from './wiring/api.ts';
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
      return { root: container.get(SERVER), obstacle: async () => obstacleIn(await readiness()) };
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
    await migrate(config.database_url);
    logger.info('the schema is up to date');
  } catch (error) {
    logger.fatal({ reason: String(error) }, 'the schema is not up to date');
    process.exitCode = 1;
  }
}

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = {
  '--hash-token': printHash,
  '--migrate': migrateOnce,
};

await runMain(COMMANDS[process.argv[2] ?? ''] ?? serve);
