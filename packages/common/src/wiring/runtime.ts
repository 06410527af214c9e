import { ContainerModule } from 'inversify';
import { type Clock, type Logger, Metrics, ForwardClock } from '../runtime/index.ts';
import { bindWith, token } from './bind-with.ts';

export const LOGGER = token<Logger>('lbaas.Logger');
export const METRICS = token<Metrics>('lbaas.Metrics');
export const CLOCK = token<Clock>('lbaas.Clock');

/** What every program has. */
export const runtimeModule = (logger: Logger): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(LOGGER).toConstantValue(logger);
    bind(CLOCK).toConstantValue(new ForwardClock());
    bindWith(bind, METRICS, {}, createMetrics);
  });

function createMetrics(): Metrics {
  const metrics = new Metrics();
  metrics.collectProcess();
  return metrics;
}
