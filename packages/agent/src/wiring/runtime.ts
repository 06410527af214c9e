import { type Clock, type Logger, Metrics, systemClock } from '@lbaas/common/runtime';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type { AgentConfig } from '../config/agent-config.ts';
import { StateLock } from '../state/state-lock.ts';

export const CONFIG = Symbol.for('lbaas.agent.Config') as ServiceIdentifier<AgentConfig>;
export const LOGGER = Symbol.for('lbaas.agent.Logger') as ServiceIdentifier<Logger>;
export const METRICS = Symbol.for('lbaas.agent.Metrics') as ServiceIdentifier<Metrics>;
export const CLOCK = Symbol.for('lbaas.agent.Clock') as ServiceIdentifier<Clock>;
export const STATE_LOCK = Symbol.for('lbaas.agent.StateLock') as ServiceIdentifier<StateLock>;

export const runtimeModule = (config: AgentConfig, logger: Logger): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CONFIG).toConstantValue(config);
    bind(LOGGER).toConstantValue(logger);
    bind(CLOCK).toConstantValue(systemClock);
    bind(METRICS).toResolvedValue(createMetrics).inSingletonScope();
    bind(STATE_LOCK).toConstantValue(new StateLock(config.state_dir));
  });

function createMetrics(): Metrics {
  const metrics = new Metrics();
  metrics.collectProcess();
  return metrics;
}
