import { Lab } from '@lbaas/lab';
import autocannon from 'autocannon';
import { call, labSubnets } from '../tests/e2e/support/balancer.ts';
import { type Row, report, round } from './support/figures.ts';

const SECONDS = 8;

async function run(
  what: string,
  connections: number,
  options: Omit<autocannon.Options, 'connections'>,
): Promise<Row> {
  const result = await autocannon({ connections, duration: SECONDS, ...options });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${what}: ${result.non2xx} refused, ${result.errors} failed`);
  return {
    what,
    concurrency: connections,
    'per second': round(result.requests.total / result.duration),
    'p50 ms': round(result.latency.p50),
    'p99 ms': round(result.latency.p99),
  };
}

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const subnet_id = (await labSubnets(lab))[4];
  const body = { name: 'bench', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id };
  const pool = await call(lab, 'POST', '/v2.0/lb/pools', { pool: body });
  const headers = { 'content-type': 'application/json' };
  const member = { pool_id: pool.id, address: '10.0.0.11', protocol_port: 8080 };
  await call(lab, 'POST', '/v2.0/lb/members', { member });
  const reads = { url: `${lab.apiUrl}/v2.0/lb/pools/${pool.id}` };
  const poolCreates = {
    url: `${lab.apiUrl}/v2.0/lb/pools`,
    method: 'POST',
    headers,
    body: JSON.stringify({ pool: body }),
  } as const;
  const rows: Row[] = [];
  for (const concurrency of [1, 16]) rows.push(await run('GET pool', concurrency, reads));
  for (const concurrency of [1, 16]) rows.push(await run('POST pool', concurrency, poolCreates));
  report('api-rates', rows, { seconds: SECONDS });
} finally {
  await lab.stop();
}
