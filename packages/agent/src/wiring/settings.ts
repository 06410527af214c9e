import { token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import type { AgentConfig } from '../config/agent-config.ts';
import { StateLock } from '../state/state-lock.ts';

export const CONFIG = token<AgentConfig>('lbaas.agent.Config');
export const STATE_LOCK = token<StateLock>('lbaas.agent.StateLock');

export const settingsModule = (config: AgentConfig): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CONFIG).toConstantValue(config);
    bind(STATE_LOCK).toConstantValue(new StateLock(config.state_dir));
  });
