import { Lab, startLoad } from '@lbaas/lab';
import { call } from '../tests/e2e/support/balancer.ts';
import { reachedDevices } from './support/agent-log.ts';
import { createPool, createVip } from './support/bench-balancer.ts';
import { ChangeTimes, breakdownRows } from './support/change-times.ts';
import { ClientProbe } from './support/client-probe.ts';
import { type Row, median, percentile, report, round } from './support/figures.ts';

const ADDRESS = '10.0.0.150';
const QUIET_CHANGES = 200;
const CHANGES_UNDER_LOAD = 1000;

interface Target {
  readonly poolId: string;
  readonly memberId: string;
}

/** Every kind of change in turn; the milliseconds of each. */
async function changeMembers(
  lab: Lab,
  times: ChangeTimes,
  { poolId, memberId }: Target,
  changes: number,
): Promise<Map<string, number[]>> {
  const samples = new Map<string, number[]>();
  const members = '/v2.0/lb/members';
  const steady = `${members}/${memberId}`;
  const measure = async (kind: string, path: string, change: () => Promise<unknown>): Promise<void> => {
    samples.set(kind, [...(samples.get(kind) ?? []), await times.untilRead(path, change)]);
  };
  const setWeight = (weight: number) => () => call(lab, 'PUT', steady, { member: { weight } });
  const extra = { pool_id: poolId, address: '10.0.0.12', protocol_port: 9001, weight: 0 };
  for (let n = 0; n < changes / 4; n++) {
    await measure('weight', steady, setWeight(2 + (n % 200)));
    await measure('drain', steady, setWeight(0));
    const begin = process.hrtime.bigint();
    const { id } = await call(lab, 'POST', members, { member: extra });
    const createMs = Number(process.hrtime.bigint() - begin) / 1e6;
    const restMs = await times.untilRead(`${members}/${id}`, () => Promise.resolve());
    samples.set('add', [...(samples.get('add') ?? []), createMs + restMs]);
    await measure('remove', `/v2.0/lb/pools/${poolId}`, () => call(lab, 'DELETE', `${members}/${id}`));
  }
  return samples;
}

const rowsOf = (when: string, samples: ReadonlyMap<string, readonly number[]>): Row[] =>
  [...samples].map(([change, ms]) => ({
    when,
    change,
    'p50 ms': round(median(ms)),
    'p99 ms': round(percentile(ms, 0.99)),
  }));

const lab = await Lab.start({ agents: 1, webs: 2 });
try {
  const { poolId, memberIds } = await createPool(lab, [{ address: '10.0.0.11' }, { address: '10.0.0.12' }]);
  const target = { poolId, memberId: memberIds[0] ?? '' };
  const probe = await ClientProbe.start(lab);
  const answered = probe.firstOk(ADDRESS, 8080);
  await createVip(lab, poolId, ADDRESS);
  await answered;
  await probe.stop();
  const times = new ChangeTimes(lab);
  const quiet = rowsOf('quiet', await changeMembers(lab, times, target, QUIET_CHANGES));
  const reached = reachedDevices(lab, 'agent-1').filter(({ how }) => how === 'runtime');
  const stages = breakdownRows(times.breakdown(reached));
  const load = await startLoad(lab, `http://${ADDRESS}:8080/`, 4);
  const loaded = rowsOf('under load', await changeMembers(lab, times, target, CHANGES_UNDER_LOAD));
  const { requests, failed } = await load.stop();
  report('member-change', [...quiet, ...loaded], {
    'changes under load': CHANGES_UNDER_LOAD,
    requests,
    failed,
    'agent alone, quiet, p50 ms': round(median(reached.map(({ ms }) => ms))),
    'by runtime socket': reachedDevices(lab, 'agent-1').filter(({ how }) => how === 'runtime').length,
    'by reload': reachedDevices(lab, 'agent-1').filter(({ how }) => how === 'reload').length,
  });
  report('member-change breakdown', stages, { when: 'quiet', changes: QUIET_CHANGES });
} finally {
  await lab.stop();
}
