import { Lab, startLoad } from '@lbaas/lab';
import { call } from '../tests/e2e/support/balancer.ts';
import { type Reached, reachedDevices } from './support/agent-log.ts';
import { createPool, createVip } from './support/bench-balancer.ts';
import { ClientProbe } from './support/client-probe.ts';
import { type Row, median, percentile, report, round } from './support/figures.ts';

const ADDRESS = '10.0.0.150';
const QUIET_CHANGES = 200;
const CHANGES_UNDER_LOAD = 1000;

interface Call {
  readonly at: number;
  readonly answeredMs: number;
  readonly readMs: number;
}

interface Target {
  readonly poolId: string;
  readonly memberId: string;
}

/** The calls of the samples, for the breakdown. */
const calls: Call[] = [];

/** Milliseconds from the call until the API shows the result, which is what the agent has read back. */
async function untilRead(lab: Lab, path: string, change: () => Promise<unknown>): Promise<number> {
  const at = Date.now();
  const begin = performance.now();
  await change();
  const answeredMs = performance.now() - begin;
  for (;;) {
    const { status, status_description: why } = await call(lab, 'GET', `${path}?fields=status`);
    if (status === 'ERROR') throw new Error(`a change failed: ${why}`);
    if (status.startsWith('PENDING')) continue;
    const readMs = performance.now() - begin;
    calls.push({ at, answeredMs, readMs });
    return readMs;
  }
}

/** Medians of where the time of a change went, from the calls and the agent's log. */
function breakdown(reached: readonly Reached[]): Row[] {
  const pairs = calls.flatMap((each) => {
    const its = reached.find(({ beganMs }) => beganMs >= each.at && beganMs <= each.at + each.readMs);
    return its === undefined ? [] : [{ ...each, its }];
  });
  const row = (stage: string, of: (pair: (typeof pairs)[number]) => number): Row => ({
    stage,
    'p50 ms': round(median(pairs.map(of))),
  });
  const stages = [...new Set(pairs.flatMap(({ its }) => Object.keys(its.stages)))];
  return [
    row('call answered after', ({ answeredMs }) => answeredMs),
    row('agent begins after', ({ at, its }) => its.beganMs - at),
    ...stages.map((stage) => row(`agent: ${stage} takes`, ({ its }) => its.stages[stage] ?? 0)),
    row('agent: all takes', ({ its }) => its.ms),
    row('HAProxy shows it after', ({ at, its }) => its.beganMs - at + its.ms),
    row('API says so after', ({ readMs }) => readMs),
    row('of that: report and status', ({ at, its, readMs }) => readMs - (its.beganMs - at + its.ms)),
  ];
}

/** Every kind of change in turn; the milliseconds of each. */
async function changeMembers(
  lab: Lab,
  { poolId, memberId }: Target,
  changes: number,
): Promise<Map<string, number[]>> {
  const samples = new Map<string, number[]>();
  const members = '/v2.0/lb/members';
  const steady = `${members}/${memberId}`;
  const measure = async (kind: string, path: string, change: () => Promise<unknown>): Promise<void> => {
    samples.set(kind, [...(samples.get(kind) ?? []), await untilRead(lab, path, change)]);
  };
  const setWeight = (weight: number) => () => call(lab, 'PUT', steady, { member: { weight } });
  const extra = { pool_id: poolId, address: '10.0.0.12', protocol_port: 9001, weight: 0 };
  for (let n = 0; n < changes / 4; n++) {
    await measure('weight', steady, setWeight(2 + (n % 200)));
    await measure('drain', steady, setWeight(0));
    const begin = process.hrtime.bigint();
    const { id } = await call(lab, 'POST', members, { member: extra });
    const createMs = Number(process.hrtime.bigint() - begin) / 1e6;
    const restMs = await untilRead(lab, `${members}/${id}`, () => Promise.resolve());
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
  const quiet = rowsOf('quiet', await changeMembers(lab, target, QUIET_CHANGES));
  const reached = reachedDevices(lab, 'agent-1').filter(({ how }) => how === 'runtime');
  const stages = breakdown(reached);
  const load = await startLoad(lab, `http://${ADDRESS}:8080/`, 4);
  const loaded = rowsOf('under load', await changeMembers(lab, target, CHANGES_UNDER_LOAD));
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
