import {
  ConfigError,
  type LifecycleStack,
  type Logger,
  createLogger,
  loadConfig,
  printConfig,
  readCommandLine,
} from '@lbaas/common/runtime';
import { AGENT } from './agent.module.ts';
import { type AgentConfig, AgentConfigSchema } from './config/agent-config.ts';
import { StateLockedError } from './config/state-lock.ts';
import { createContainer } from './container.module.ts';

/** Everything has its own deadline; this is for what nobody thought of. */
const LAST_RESORT_MS = 15_000;

async function main(): Promise<void> {
  const { printConfig: print, file, settings } = readCommandLine(process.argv.slice(2));
  const config = loadConfig(AgentConfigSchema, { env: process.env, file, argv: settings });
  if (print) process.stdout.write(printConfig(config, AgentConfigSchema));
  else await run(config);
}

async function run(config: AgentConfig): Promise<void> {
  const logger = createLogger({ name: 'lbaas-agent', level: config.log_level });
  const agent = createContainer(config, logger).get(AGENT);
  const stopping = stopOnSignal(agent, logger);
  try {
    await agent.start();
    logger.info({ host: config.agent_host }, 'the agent runs');
  } catch (error) {
    if (stopping.begun) return;
    const known = error instanceof StateLockedError;
    logger.fatal(known ? {} : { err: error }, known ? error.message : 'the agent does not start');
    process.exitCode = 1;
  }
}

/** The process ends by itself when nothing is left to wait for. A second signal does not wait. */
function stopOnSignal(agent: LifecycleStack, logger: Logger): { readonly begun: boolean } {
  const state = { begun: false };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (state.begun) process.exit(1);
    state.begun = true;
    logger.info({ signal }, 'the agent stops; its balancers go on');
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    try {
      await agent.stop();
      logger.info('the agent has stopped');
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
