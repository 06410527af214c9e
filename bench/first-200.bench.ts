import { readFileSync } from 'node:fs';
import { Lab } from '@lbaas/lab';
import { type Reached, reachedDevices } from './support/agent-log.ts';
import { createPool, createVip, deletePool } from './support/bench-balancer.ts';
import { ClientProbe } from './support/client-probe.ts';
import { type Row, median, percentile, report, round } from './support/figures.ts';

const ROUNDS = 40;
const floorScript = readFileSync(new URL('support/floor.sh', import.meta.url), 'utf8');

/** Milliseconds of the floor script on the first agent host, on the bridge that the agent created. */
async function floorMs(lab: Lab, n: number, bridge: string): Promise<number> {
  const script = floorScript.replaceAll('BRIDGE', bridge);
  const { code, stdout, stderr } = await lab.exec(
    'agent-1',
    ['sh', '-s', `${n}`, '/tmp/lb-floor', '10.0.0.11:8080'],
    {
      stdin: script,
    },
  );
  if (code !== 0) throw new Error(`the floor script failed: ${stderr}`);
  return Number(stdout) / 1000;
}

interface Round {
  readonly poolId: string;
  readonly beganMs: number;
  readonly answeredMs: number;
  readonly first200Ms: number;
}

async function ours(lab: Lab, probe: ClientProbe, address: string): Promise<Round> {
  const { poolId } = await createPool(lab, [{ address: '10.0.0.11' }]);
  const answered = probe.firstOk(address, 8080);
  const beganMs = Date.now();
  const begin = process.hrtime.bigint();
  const since = (at: bigint): number => Number(at - begin) / 1e6;
  const vipId = await createVip(lab, poolId, address);
  const answeredMs = since(process.hrtime.bigint());
  const first200Ms = since(await answered);
  await deletePool(lab, poolId, vipId);
  return { poolId, beganMs, answeredMs, first200Ms };
}

/** Where the time goes: medians from the rounds and the agent's log. The stages overlap in part. */
function breakdown(lab: Lab, rounds: readonly Round[]): Row[] {
  const started = new Map<string, Reached>(
    reachedDevices(lab, 'agent-1').flatMap((each) => (each.how === 'start' ? [[each.device, each]] : [])),
  );
  const pairs = rounds.flatMap((each) => {
    const reached = started.get(each.poolId);
    return reached === undefined ? [] : [{ began: each.beganMs, reached }];
  });
  const middle = (of: (pair: (typeof pairs)[number]) => number): number => round(median(pairs.map(of)));
  const stages = [...new Set(pairs.flatMap(({ reached }) => Object.keys(reached.stages)))];
  return [
    { stage: 'POST answered after', 'p50 ms': round(median(rounds.map(({ answeredMs }) => answeredMs))) },
    { stage: 'agent begins after', 'p50 ms': middle((pair) => pair.reached.beganMs - pair.began) },
    ...stages.map((stage) => ({
      stage: `agent: ${stage} takes`,
      'p50 ms': middle(({ reached }) => reached.stages[stage] ?? 0),
    })),
    { stage: 'agent: all takes', 'p50 ms': middle(({ reached }) => reached.ms) },
    { stage: 'first 200 after', 'p50 ms': round(median(rounds.map(({ first200Ms }) => first200Ms))) },
  ];
}

async function bridgeOf(lab: Lab): Promise<string> {
  const { stdout } = await lab.exec('agent-1', ['ip', '-o', 'link', 'show', 'type', 'bridge']);
  const name = /^\d+: (\S+?):/.exec(stdout)?.[1];
  if (name === undefined) throw new Error('the agent has made no bridge');
  return name;
}

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const probe = await ClientProbe.start(lab);
  // One balancer stays, so the bridge of the network stays too: the floor script need not create a bridge either.
  const keeper = await createPool(lab, [{ address: '10.0.0.11' }]);
  const warmUp = probe.firstOk('10.0.0.199', 8080);
  await createVip(lab, keeper.poolId, '10.0.0.199');
  await warmUp;
  const bridge = await bridgeOf(lab);
  const floors: number[] = [];
  const rounds: Round[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    floors.push(await floorMs(lab, n, bridge));
    rounds.push(await ours(lab, probe, `10.0.0.${100 + n}`));
  }
  await probe.stop();
  const row = (what: string, ms: readonly number[]) => ({
    what,
    'p50 ms': round(median(ms)),
    'p99 ms': round(percentile(ms, 0.99)),
  });
  const times = rounds.map(({ first200Ms }) => first200Ms);
  const ratios = times.map((ms, n) => ms / (floors[n] ?? Number.NaN));
  report('first-200', [row('floor script', floors), row('POST vip to first 200', times)], {
    rounds: ROUNDS,
    'median of ratios': round(median(ratios)),
    'p99 of ours over median floor': round(percentile(times, 0.99) / median(floors)),
  });
  report('first-200 breakdown', breakdown(lab, rounds));
} finally {
  await lab.stop();
}
