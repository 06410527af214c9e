import { hostname } from 'node:os';
import { agentsByUser } from '@lbaas/common/amqp';
import type { BrokerRole } from '@lbaas/common/wiring';
import type { ServerConfig } from '../config/server-config.ts';

/**
 * Agents answer through the exchange: to answer straight, they would need the right to write to every queue (ADR 34).
 */
export const serverRole = ({ agent_identity: identity }: ServerConfig): BrokerRole => ({
  connectionName: `lbaas-server@${hostname()}`,
  declares: 'all',
  replies: 'through the exchange',
  ...(identity === 'trusted'
    ? {}
    : {
        believes: agentsByUser,
        answerer: (names) => (to) => (to === 'server' ? '' : names.agentUser(to.agent)),
      }),
});
