import { Lab } from '@lbaas/lab';
import { call } from '../tests/e2e/support/balancer.ts';
import { reachedDevices } from './support/agent-log.ts';
import { createPool, createVip } from './support/bench-balancer.ts';
import { ChangeTimes } from './support/change-times.ts';
import { median, percentile, report, round } from './support/figures.ts';

/** Members of the pools that stand beside each other. */
const SIZES = (process.env['BENCH_SIZES'] ?? '2,100,1000,2000').split(',').map(Number);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 40);
const BULK = 100;

interface Sized {
  readonly size: number;
  readonly poolId: string;
  readonly memberId: string;
  readonly times: ChangeTimes;
  readonly samples: number[];
}

/** Nobody asks these members; a monitor would measure the network of the laboratory. */
const memberOf = (pool_id: string, n: number) => ({
  pool_id,
  address: `10.0.${100 + (n >> 8)}.${n & 0xff}`,
  protocol_port: 8080,
});

async function fill(lab: Lab, poolId: string, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += BULK) {
    const members = Array.from({ length: Math.min(BULK, to - n) }, (_, index) => memberOf(poolId, n + index));
    await call(lab, 'POST', '/v2.0/lb/members', { members });
  }
}

async function sized(lab: Lab, size: number, place: number): Promise<Sized> {
  const { poolId, memberIds } = await createPool(lab, [{ address: '10.0.0.11' }]);
  await fill(lab, poolId, 1, size);
  const times = new ChangeTimes(lab);
  await createVip(lab, poolId, `10.0.0.${150 + place}`);
  await times.untilRead(`/v2.0/lb/pools/${poolId}`, () => Promise.resolve());
  return { size, poolId, memberId: memberIds[0] ?? '', times: new ChangeTimes(lab), samples: [] };
}

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const pools: Sized[] = [];
  for (const [place, size] of SIZES.entries()) pools.push(await sized(lab, size, place));
  for (let n = 0; n < ROUNDS; n += 1) {
    for (const { memberId, times, samples } of pools) {
      const path = `/v2.0/lb/members/${memberId}`;
      const change = () => call(lab, 'PUT', path, { member: { weight: 2 + (n % 200) } });
      samples.push(await times.untilRead(path, change));
    }
  }
  const reached = reachedDevices(lab, 'agent-1').filter(({ how }) => how === 'runtime');
  const rows = pools.map(({ size, poolId, times, samples }) => ({
    members: size,
    'p50 ms': round(median(samples)),
    'p95 ms': round(percentile(samples, 0.95)),
    ...Object.fromEntries(times.breakdown(reached.filter(({ device }) => device === poolId))),
  }));
  report('scale-pool', rows, { changes: ROUNDS });
} finally {
  await lab.stop();
}
