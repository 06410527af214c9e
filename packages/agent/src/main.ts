import { checkProgram, createLogger, runMain, runProgram } from '@lbaas/common/runtime';
import { AGENT } from './wiring/agent.ts';
import { agentItems } from './checks/index.ts';
import { AgentConfigSchema } from './config/agent-config.ts';
import { UnfitHostError } from './host/index.ts';
import { StateLockedError } from './state/state-lock.ts';
import { createContainer } from './wiring/container.ts';

const serve = (): Promise<void> =>
  runProgram({
    name: 'lbaas-agent',
    schema: AgentConfigSchema,
    options: {
      check: 'look at everything that the agent needs, print a line for each, and end; options follow',
    },
    create: (config, logger) => createContainer(config, logger).get(AGENT),
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
async function check(): Promise<void> {
  const isFit = await checkProgram({
    schema: AgentConfigSchema,
    argv: process.argv.slice(3),
    items: (config) => {
      createContainer(config, createLogger({ name: 'lbaas-agent', level: 'silent' })).get(AGENT);
      return agentItems(config);
    },
    print: (line) => void process.stdout.write(line),
  });
  if (!isFit) process.exitCode = 1;
}

await runMain(process.argv[2] === 'check' ? check : serve);
