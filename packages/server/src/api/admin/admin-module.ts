import type { UnitOfWork } from '../../persistence/index.ts';
import type { ApiModule } from '../api-module.ts';
import type { ResourceDefinition } from '../resource/definition.ts';
import { agentResource } from './agents.ts';
import { schedulerCalls } from './scheduler-calls.ts';

export interface AdminModuleOptions {
  readonly unitOfWork: UnitOfWork;
  readonly pools: ResourceDefinition;
  /** An agent whose last heartbeat is older is not alive. */
  readonly agentDownAfterMs: number;
}

/** Agents, and what runs where. */
export function adminModule({ unitOfWork, pools, agentDownAfterMs }: AdminModuleOptions): ApiModule {
  const agents = agentResource(agentDownAfterMs);
  return {
    resources: [agents],
    calls: schedulerCalls(unitOfWork, { agents, pools }),
    extensions: [
      {
        alias: 'agent',
        name: 'agent',
        description: 'The agent management extension.',
        updated: '2013-02-03T10:00:00-00:00',
      },
      {
        alias: 'lbaas_agent_scheduler',
        name: 'Loadbalancer Agent Scheduler',
        description: 'Schedule pools among lbaas agents',
        updated: '2013-02-07T10:00:00-00:00',
      },
    ],
  };
}
