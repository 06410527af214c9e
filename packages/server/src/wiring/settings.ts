import { token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import type { ServerConfig } from '../config/server-config.ts';

export const CONFIG = token<ServerConfig>('lbaas.server.Config');
/** An agent whose last heartbeat is older counts as down. */
export const AGENT_DOWN_AFTER_MS = token<number>('lbaas.server.AgentDownAfterMs');

export const settingsModule = (config: ServerConfig): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CONFIG).toConstantValue(config);
    bind(AGENT_DOWN_AFTER_MS).toConstantValue(config.agent_down_after * 1000);
  });
