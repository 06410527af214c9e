import { serversByUser } from '@lbaas/common/amqp';
import type { BrokerRole } from '@lbaas/common/wiring';
import type { AgentConfig } from '../config/agent-config.ts';

/** With a broker user of its own an agent may declare its own queue only, and obeys the servers only (ADR 34). */
export function agentRole({ agent_host: host, amqp_server_user: serverUser }: AgentConfig): BrokerRole {
  const role = { connectionName: `lbaas-agent@${host}` };
  if (serverUser === undefined) return { ...role, declares: 'all' };
  return {
    ...role,
    declares: 'own',
    believes: () => serversByUser(serverUser),
    answerer: () => () => serverUser,
  };
}
