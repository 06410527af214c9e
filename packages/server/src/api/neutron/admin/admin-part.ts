import type { Quotas } from '../../../usecases/quota/quotas.ts';
import type { NeutronPart } from '../extensions.ts';
import type { ResourceDefinition } from '../../resource/definition.ts';
import { type DiagnosticsOptions, diagnosticsCall } from './diagnostics.ts';
import { agentResource } from './agents.ts';
import { auditLogResource } from './audit-log.ts';
import { type FailoverCallsOptions, failoverCalls } from './failover-calls.ts';
import { type KeptDeviceCallsOptions, keptDeviceCalls } from './kept-device-calls.ts';
import { quotaCalls, quotaList } from './quotas.ts';
import { schedulerCalls } from './scheduler-calls.ts';

export interface AdminPartOptions
  extends DiagnosticsOptions, Pick<FailoverCallsOptions, 'mover' | 'leaseS'>, KeptDeviceCallsOptions {
  readonly unitOfWork: DiagnosticsOptions['unitOfWork'];
  readonly quotas: Quotas;
  readonly pools: ResourceDefinition;
}

/** Agents, what runs where, how much projects may have, and who has done what. */
export function adminPart({ quotas, pools, mover, leaseS, ...options }: AdminPartOptions): NeutronPart {
  const { unitOfWork } = options;
  const agents = agentResource(options);
  return {
    resources: [agents, quotaList(quotas), auditLogResource],
    calls: [
      ...schedulerCalls(unitOfWork, { agents, pools }),
      ...failoverCalls({ unitOfWork, mover, leaseS }),
      ...keptDeviceCalls(options),
      ...quotaCalls(unitOfWork, quotas),
      diagnosticsCall(options),
    ],
    extensions: [
      {
        alias: 'agent',
        name: 'agent',
        description: 'The agent management extension.',
        updated: '2013-02-03T10:00:00-00:00',
      },
      {
        alias: 'agent-failover',
        name: 'Failover of agents',
        description: 'Devices of dead agents run on others; agents are cordoned, drained and rebalanced.',
        updated: '2026-11-29T10:00:00-00:00',
      },
      {
        alias: 'lbaas_agent_scheduler',
        name: 'Loadbalancer Agent Scheduler',
        description: 'Schedule pools among lbaas agents',
        updated: '2013-02-07T10:00:00-00:00',
      },
      {
        alias: 'quotas',
        name: 'Quota management support',
        description: 'Expose functions for quotas management per tenant',
        updated: '2012-07-29T10:00:00-00:00',
      },
      {
        alias: 'quota_details',
        name: 'Quota details management support',
        description: 'Expose functions for quotas usage statistics per project',
        updated: '2017-02-10T10:00:00-00:00',
      },
      {
        alias: 'diagnostics',
        name: 'Diagnostics',
        description: 'What an operator should worry about, for administrators',
        updated: '2026-11-29T10:00:00-00:00',
      },
      {
        alias: 'audit-log',
        name: 'Audit log',
        description: 'Who has changed what, for administrators',
        updated: '2026-11-01T10:00:00-00:00',
      },
    ],
  };
}
