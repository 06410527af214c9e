import { CLOCK, METRICS, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { type CallLimits, createCallLimits, createRefusalMeter } from '../api/limits/index.ts';
import { callLimits } from '../config/limit-settings.ts';
import { CallerTurns } from '../persistence/index.ts';
import { CONFIG } from './settings.ts';

/** In front of the pool for API calls. */
export const CALLER_TURNS = token<CallerTurns>('lbaas.server.CallerTurns');
export const CALL_LIMITS = token<CallLimits>('lbaas.server.CallLimits');

export const limitsModule = new ContainerModule(({ bind }) => {
  bindWith(
    bind,
    CALLER_TURNS,
    { config: CONFIG, metrics: METRICS },
    ({ config, metrics }) =>
      new CallerTurns({
        connections: config.database_pool_size,
        share: config.api_project_share,
        maxWaiting: config.api_project_queue,
        maxWaitMs: config.api_max_wait * 1000,
        metrics,
        onRefused: createRefusalMeter(metrics),
      }),
  );
  const tokens = { config: CONFIG, clock: CLOCK, metrics: METRICS };
  bindWith(bind, CALL_LIMITS, tokens, ({ config, ...parts }) => createCallLimits(callLimits(config), parts));
});
