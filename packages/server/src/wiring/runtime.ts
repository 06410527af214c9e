import { type Clock, type Logger, Metrics, systemClock } from '@lbaas/common/runtime';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type { ServerConfig } from '../config/server-config.ts';

export const CONFIG = Symbol.for('lbaas.server.Config') as ServiceIdentifier<ServerConfig>;
export const LOGGER = Symbol.for('lbaas.server.Logger') as ServiceIdentifier<Logger>;
export const METRICS = Symbol.for('lbaas.server.Metrics') as ServiceIdentifier<Metrics>;
export const CLOCK = Symbol.for('lbaas.server.Clock') as ServiceIdentifier<Clock>;

export const runtimeModule = (config: ServerConfig, logger: Logger): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CONFIG).toConstantValue(config);
    bind(LOGGER).toConstantValue(logger);
    bind(METRICS).toResolvedValue(createMetrics).inSingletonScope();
    bind(CLOCK).toConstantValue(systemClock);
  });

function createMetrics(): Metrics {
  const metrics = new Metrics();
  metrics.collectProcess();
  return metrics;
}
