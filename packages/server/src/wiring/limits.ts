import type { Clock, Metrics } from '@lbaas/common/runtime';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { type CallLimits, GuessLimit, createRefusalMeter, limitRate } from '../api/limits/index.ts';
import { rateBurst, readTrustedProxies } from '../config/limit-settings.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { CallerTurns } from '../persistence/index.ts';
import { CLOCK, CONFIG, METRICS } from './runtime.ts';

/** In front of the pool for API calls. */
export const CALLER_TURNS = Symbol.for('lbaas.server.CallerTurns') as ServiceIdentifier<CallerTurns>;
export const CALL_LIMITS = Symbol.for('lbaas.server.CallLimits') as ServiceIdentifier<CallLimits>;

export const limitsModule = new ContainerModule(({ bind }) => {
  bind(CALLER_TURNS)
    .toResolvedValue(
      (config, metrics) =>
        new CallerTurns({
          connections: config.database_pool_size,
          share: config.api_project_share,
          maxWaiting: config.api_project_queue,
          metrics,
          onRefused: createRefusalMeter(metrics),
        }),
      [CONFIG, METRICS],
    )
    .inSingletonScope();
  bind(CALL_LIMITS)
    .toResolvedValue(
      (config, clock, metrics) => ({
        ...guessLimit(config, { clock, metrics }),
        ...rateLimit(config, { clock, metrics }),
      }),
      [CONFIG, CLOCK, METRICS],
    )
    .inSingletonScope();
});

interface Parts {
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Without authentication nobody is refused. */
function guessLimit(config: ServerConfig, parts: Parts): CallLimits {
  const perSecond = config.api_refused_token_limit;
  const trustedProxies = readTrustedProxies(config.api_trusted_proxies);
  if (config.auth === 'noauth' || perSecond === 0) return {};
  return { guesses: new GuessLimit({ ...parts, perSecond, trustedProxies }) };
}

function rateLimit(config: ServerConfig, parts: Parts): CallLimits {
  const perSecond = config.api_rate_limit;
  if (perSecond === 0) return {};
  return { rate: limitRate({ ...parts, perSecond, burst: rateBurst(config) }) };
}
