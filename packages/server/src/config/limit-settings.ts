import { Type } from 'typebox';
import type { Cidr } from '../usecases/network/cidr.ts';
import { readPrefixes } from './prefixes.ts';

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

interface RateSettings {
  readonly api_rate_limit: number;
  readonly api_rate_burst?: number;
}

const BURST_S = 2;

export const rateBurst = ({ api_rate_limit: perSecond, api_rate_burst: burst }: RateSettings): number =>
  burst ?? perSecond * BURST_S;

/** @throws ConfigError naming every text that is not a prefix */
export const readTrustedProxies = (texts: readonly string[]): readonly Cidr[] =>
  readPrefixes('api_trusted_proxies', texts);
