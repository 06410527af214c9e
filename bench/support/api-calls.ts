import type { Caller } from './bench-tokens.ts';
import type { Row } from './figures.ts';
import { httpLoad } from './http-load.ts';

export interface ApiTarget {
  readonly url: string;
  readonly caller: Caller;
  /** A pool to read. */
  readonly poolId: string;
  /** A subnet to create pools on. */
  readonly subnetId: string;
  readonly seconds: number;
}

export const readPool = (what: string, target: ApiTarget, concurrency: number): Promise<Row> =>
  httpLoad({
    what,
    concurrency,
    seconds: target.seconds,
    url: `${target.url}/v2.0/lb/pools/${target.poolId}`,
    headers: target.caller,
  });

export const createPools = (what: string, target: ApiTarget, concurrency: number): Promise<Row> =>
  httpLoad({
    what,
    concurrency,
    seconds: target.seconds,
    url: `${target.url}/v2.0/lb/pools`,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...target.caller },
    body: JSON.stringify({
      pool: { name: 'bench', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: target.subnetId },
    }),
  });
