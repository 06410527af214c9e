import { runMain, runProgram } from '@lbaas/common/runtime';
import { AGENT } from './wiring/agent.ts';
import { AgentConfigSchema } from './config/agent-config.ts';
import { UnfitHostError } from './host/index.ts';
import { StateLockedError } from './state/state-lock.ts';
import { createContainer } from './wiring/container.ts';

await runMain(() =>
  runProgram({
    name: 'lbaas-agent',
    schema: AgentConfigSchema,
    create: (config, logger) => createContainer(config, logger).get(AGENT),
    messages: {
      running: 'the agent runs',
      notStarting: 'the agent does not start',
      stopping: 'the agent stops; its balancers go on',
      stopped: 'the agent has stopped',
    },
    about: (config) => ({ host: config.agent_host }),
    isPlain: (error) => error instanceof StateLockedError || error instanceof UnfitHostError,
  }),
);
