import { token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { leaseSeconds } from '../config/failover-settings.ts';
import type { ServerConfig } from '../config/server-config.ts';

export const CONFIG = token<ServerConfig>('lbaas.server.Config');
/** An agent whose last heartbeat is older counts as down. */
export const AGENT_DOWN_AFTER_MS = token<number>('lbaas.server.AgentDownAfterMs');

/** The lease of agents in seconds; null while failover is off. */
export const LEASE_S = token<{ readonly leaseS: number | null }>('lbaas.server.LeaseS');

export const settingsModule = (config: ServerConfig): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CONFIG).toConstantValue(config);
    bind(AGENT_DOWN_AFTER_MS).toConstantValue(config.agent_down_after * 1000);
    bind(LEASE_S).toConstantValue({ leaseS: leaseSeconds(config) });
  });
