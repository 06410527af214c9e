import { createLogger, commandSettings, runCheck, runMain, runProgram } from '@lbaas/common/runtime';
import { AGENT } from './wiring/agent.ts';
import { agentItems } from './checks/index.ts';
import { AGENT_OPTIONS, AgentConfigSchema } from './config/agent-config.ts';
import { UnfitHostError } from './host/index.ts';
import { StateLockedError } from './state/state-lock.ts';
import { createContainer } from './wiring/container.ts';
import { NAME_CLAIM } from './wiring/identity.ts';
import { TAKE_DOWN } from './wiring/take-down.ts';

const serve = (): Promise<void> =>
  runProgram({
    name: 'lbaas-agent',
    schema: AgentConfigSchema,
    options: AGENT_OPTIONS,
    create: (config, logger) => {
      const container = createContainer(config, logger);
      const claim = container.get(NAME_CLAIM);
      const obstacle = (): string | undefined => (claim.state === 'serving' ? undefined : claim.state);
      return { root: container.get(AGENT), obstacle };
    },
    messages: {
      running: 'the agent runs',
      notStarting: 'the agent does not start',
      stopping: 'the agent stops; its balancers go on',
      stopped: 'the agent has stopped',
    },
    about: (config) => ({ host: config.agent_host }),
    isPlain: (error) => error instanceof StateLockedError || error instanceof UnfitHostError,
  });

/** Putting the agent together tells which settings do not fit together; nothing of it is started. */
const check = (): Promise<void> =>
  runCheck({
    schema: AgentConfigSchema,
    items: (config) => {
      createContainer(config, createLogger({ name: 'lbaas-agent', level: 'silent' })).get(AGENT);
      return agentItems(config);
    },
  });

/** Needs no broker, so the settings need not name one. */
async function takeDown(): Promise<void> {
  const env = { LBAAS_AMQP_URL: 'amqp://127.0.0.1/', ...process.env };
  const config = commandSettings(AgentConfigSchema, process.argv.slice(3), env);
  const logger = createLogger({ name: 'lbaas-agent', level: config.log_level });
  const left = await createContainer(config, logger).get(TAKE_DOWN)();
  if (left > 0) process.exitCode = 1;
}

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = { check, '--take-down': takeDown };

await runMain(COMMANDS[process.argv[2] ?? ''] ?? serve);
