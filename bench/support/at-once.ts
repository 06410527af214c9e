import type { ApiTarget } from './api-calls.ts';
import { type Row, percentile, round } from './figures.ts';

/** More than any patience of the server: what takes longer has failed. */
const CLIENT_PATIENCE_MS = 60_000;

type Body = Readonly<Record<string, { readonly id: string }>>;

async function call({ url, caller }: ApiTarget, method: string, path: string, body?: object): Promise<Body> {
  const answer = await fetch(`${url}/v2.0${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...caller },
    signal: AbortSignal.timeout(CLIENT_PATIENCE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  // The cast: the API answers with an object that holds the resource.
  return text === '' ? {} : (JSON.parse(text) as Body);
}

async function create(target: ApiTarget, singular: string, fields: object): Promise<string> {
  const common = { name: 'bench', protocol: 'HTTP', subnet_id: target.subnetId };
  const body = await call(target, 'POST', `/lb/${singular}s`, { [singular]: { ...common, ...fields } });
  return body[singular]?.id ?? '';
}

const createPool = (target: ApiTarget): Promise<string> =>
  create(target, 'pool', { lb_method: 'ROUND_ROBIN' });

const createVip = (target: ApiTarget, pool_id: string): Promise<string> =>
  create(target, 'vip', { pool_id, protocol_port: 80 });

/** Starts everything in one moment, each on its own connection, and counts what is refused. */
async function atOnce(what: string, work: readonly (() => Promise<unknown>)[]): Promise<Row> {
  const startedMs = performance.now();
  const outcomes = await Promise.all(
    work.map(async (run) => {
      const error = await run().then(
        () => undefined,
        (cause: unknown) => String(cause),
      );
      return { ms: performance.now() - startedMs, error };
    }),
  );
  const took = outcomes.map(({ ms }) => ms);
  const refused = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]));
  if (refused.length > 0) console.error(refused[0]);
  return {
    what,
    concurrency: work.length,
    'p50 ms': round(percentile(took, 0.5)),
    'p99 ms': round(percentile(took, 0.99)),
    'all after ms': round(Math.max(...took)),
    refused: refused.length,
  };
}

/** VIPs at once on one subnet, on pools that are there; they are removed again. */
export async function vipsAtOnce(target: ApiTarget, count: number): Promise<Row> {
  const pools: string[] = [];
  for (let made = 0; made < count; made += 1) pools.push(await createPool(target));
  const vips: string[] = [];
  const row = await atOnce(
    `${count} VIPs at once on one subnet`,
    pools.map((pool) => async () => vips.push(await createVip(target, pool))),
  );
  for (const vip of vips) await call(target, 'DELETE', `/lb/vips/${vip}`);
  for (const pool of pools) await call(target, 'DELETE', `/lb/pools/${pool}`);
  return row;
}

/** Clients at once, each of which creates a pool and a VIP and deletes both. */
export function chainsAtOnce(target: ApiTarget, count: number): Promise<Row> {
  const chain = async (): Promise<void> => {
    const pool = await createPool(target);
    const vip = await createVip(target, pool);
    await call(target, 'DELETE', `/lb/vips/${vip}`);
    await call(target, 'DELETE', `/lb/pools/${pool}`);
  };
  return atOnce(
    `${count} chains of create and delete`,
    Array.from({ length: count }, () => chain),
  );
}
