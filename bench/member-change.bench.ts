import { Lab, startLoad } from '@lbaas/lab';
import { call } from '../tests/e2e/support/balancer.ts';
import { createPool, createVip } from './support/bench-balancer.ts';
import { ClientProbe } from './support/client-probe.ts';
import { median, percentile, report, round } from './support/figures.ts';

const ADDRESS = '10.0.0.150';
const CHANGES = 1000;

/** Milliseconds from the call to the moment when the API says ACTIVE, which is what the agent has read back. */
async function untilRead(lab: Lab, poolId: string, change: () => Promise<unknown>): Promise<number> {
  const begin = process.hrtime.bigint();
  await change();
  for (;;) {
    const pool = await call(lab, 'GET', `/v2.0/lb/pools/${poolId}`);
    const members = (await lab.api('GET', `/v2.0/lb/members?pool_id=${poolId}&fields=status`)).body as {
      members: { status: string }[];
    };
    const statuses = [pool.status, ...members.members.map(({ status }) => status)];
    if (statuses.includes('ERROR')) throw new Error('a change failed');
    if (statuses.every((status) => !status.startsWith('PENDING'))) break;
  }
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

const lab = await Lab.start({ agents: 1, webs: 2 });
try {
  const { poolId, memberIds } = await createPool(lab, [{ address: '10.0.0.11' }, { address: '10.0.0.12' }]);
  const probe = await ClientProbe.start(lab);
  const answered = probe.firstOk(ADDRESS, 8080);
  await createVip(lab, poolId, ADDRESS);
  await answered;
  await probe.stop();
  const load = await startLoad(lab, `http://${ADDRESS}:8080/`, 4);
  const steady = `/v2.0/lb/members/${memberIds[0]}`;
  const samples: Record<string, number[]> = { weight: [], drain: [], add: [], remove: [] };
  for (let n = 0; n < CHANGES / 4; n++) {
    const weight = (value: number) => call(lab, 'PUT', steady, { member: { weight: value } });
    samples['weight']?.push(await untilRead(lab, poolId, () => weight(2 + (n % 200))));
    samples['drain']?.push(await untilRead(lab, poolId, () => weight(0)));
    let added = '';
    const member = { pool_id: poolId, address: '10.0.0.12', protocol_port: 9001 };
    samples['add']?.push(
      await untilRead(lab, poolId, async () => {
        added = (await call(lab, 'POST', '/v2.0/lb/members', { member: { ...member, weight: 0 } })).id;
      }),
    );
    samples['remove']?.push(
      await untilRead(lab, poolId, () => call(lab, 'DELETE', `/v2.0/lb/members/${added}`)),
    );
  }
  const result = await load.stop();
  const rows = Object.entries(samples).map(([change, ms]) => ({
    change,
    'p50 ms': round(median(ms)),
    'p99 ms': round(percentile(ms, 0.99)),
  }));
  report('member-change', rows, { changes: CHANGES, requests: result.requests, failed: result.failed });
} finally {
  await lab.stop();
}
