import { text } from 'node:stream/consumers';
import {
  ConfigError,
  type LifecycleStack,
  type Logger,
  createLogger,
  loadConfig,
  printConfig,
  readCommandLine,
} from '@lbaas/common/runtime';
import { hashToken, refuseToken } from './api/index.ts';
import { type ServerConfig, ServerConfigSchema } from './config/server-config.ts';
import { createContainer } from './container.module.ts';
import { SERVER } from './server.module.ts';

/** Everything has its own deadline; this is for what nobody thought of. */
const LAST_RESORT_MS = 15_000;

async function main(): Promise<void> {
  if (process.argv[2] === '--hash-token') {
    await printHash();
    return;
  }
  const { printConfig: print, file, settings } = readCommandLine(process.argv.slice(2));
  const config = loadConfig(ServerConfigSchema, { env: process.env, file, argv: settings });
  if (print) process.stdout.write(printConfig(config, ServerConfigSchema));
  else await run(config);
}

/** Of the token on standard input, so that it is in no list of processes and in no history. */
async function printHash(): Promise<void> {
  const token = (await text(process.stdin)).trimEnd();
  const reason = refuseToken(token);
  if (reason !== undefined) throw new ConfigError([reason]);
  process.stdout.write(`${hashToken(token)}\n`);
}

async function run(config: ServerConfig): Promise<void> {
  const logger = createLogger({ name: 'lbaas-server', level: config.log_level });
  const server = createContainer(config, logger).get(SERVER);
  const stopping = stopOnSignal(server, logger);
  try {
    await server.start();
    logger.info('the server is ready');
  } catch (error) {
    if (stopping.begun) return;
    logger.fatal({ err: error }, 'the server does not start');
    process.exitCode = 1;
  }
}

/** The process ends by itself when nothing is left to wait for. A second signal does not wait. */
function stopOnSignal(server: LifecycleStack, logger: Logger): { readonly begun: boolean } {
  const state = { begun: false };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (state.begun) process.exit(1);
    state.begun = true;
    logger.info({ signal }, 'the server stops');
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    try {
      await server.stop();
      logger.info('the server has stopped');
    } catch (error) {
      logger.error({ err: error }, 'not everything has stopped in order');
      process.exitCode = 1;
    }
  };
  process.on('SIGTERM', (signal) => void stop(signal)).on('SIGINT', (signal) => void stop(signal));
  return state;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
