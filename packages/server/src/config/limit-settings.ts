import { Type } from 'typebox';
import type { CallLimitOptions } from '../api/limits/index.ts';
import { readPrefixes } from './forbidden-members.ts';

/** Limits that keep one caller from taking the API away from the others. */
export const LIMIT_SETTINGS = {
  api_project_share: Type.Number({
    minimum: 0.1,
    maximum: 0.95,
    default: 0.85,
    description:
      'share of the database connections, of those that other projects leave, that the calls of one project may hold',
  }),
  api_project_queue: Type.Integer({
    minimum: 0,
    default: 1000,
    description: 'calls of one project that may wait for a database connection; further ones get 429',
  }),
  api_max_wait: Type.Number({
    minimum: 1,
    maximum: 600,
    default: 30,
    description:
      'seconds that a call waits at most, for a database connection and for what others hold; then it gets 503',
  }),
  api_rate_limit: Type.Integer({
    minimum: 0,
    default: 0,
    description: 'calls per second of one project at this server, more get 429; 0 = no limit',
  }),
  api_rate_burst: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'calls of one project at once after a pause; left out = the calls of two seconds',
    }),
  ),
  api_refused_token_limit: Type.Integer({
    minimum: 0,
    default: 10,
    description:
      'refused tokens per second of one address (IPv6: /64), ten times as many at once; then uncached tokens get 429; ' +
      '0 = no limit',
  }),
  api_trusted_proxies: Type.Array(Type.String(), {
    default: ['127.0.0.0/8', '::1/128'],
    description: 'prefixes of proxies whose X-Forwarded-For is trusted for the address of the client',
  }),
};

interface LimitSettings {
  readonly auth: string;
  readonly api_rate_limit: number;
  readonly api_rate_burst?: number;
  readonly api_refused_token_limit: number;
  readonly api_trusted_proxies: readonly string[];
}

const BURST_S = 2;

/** @throws ConfigError naming every trusted proxy that is no prefix */
export const callLimits = (settings: LimitSettings): CallLimitOptions => ({
  ...guessLimit(settings),
  ...rateLimit(settings),
});

/** Without authentication no token is refused. */
function guessLimit(settings: LimitSettings): CallLimitOptions {
  const perSecond = settings.api_refused_token_limit;
  const trustedProxies = readPrefixes('api_trusted_proxies', settings.api_trusted_proxies);
  return settings.auth === 'noauth' || perSecond === 0 ? {} : { guesses: { perSecond, trustedProxies } };
}

function rateLimit({ api_rate_limit: perSecond, api_rate_burst: burst }: LimitSettings): CallLimitOptions {
  return perSecond === 0 ? {} : { rate: { perSecond, burst: burst ?? perSecond * BURST_S } };
}
