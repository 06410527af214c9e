import { readFileSync } from 'node:fs';
import { Lab } from '@lbaas/lab';
import { createPool, createVip, deletePool } from './support/bench-balancer.ts';
import { ClientProbe } from './support/client-probe.ts';
import { median, percentile, report, round } from './support/figures.ts';

const ROUNDS = 40;
const floorScript = readFileSync(new URL('support/floor.sh', import.meta.url), 'utf8');

/** Milliseconds of the floor script on the first agent host, on the bridge that the agent made. */
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

async function oursMs(lab: Lab, probe: ClientProbe, address: string): Promise<number> {
  const { poolId } = await createPool(lab, [{ address: '10.0.0.11' }]);
  const answered = probe.firstOk(address, 8080);
  const begin = process.hrtime.bigint();
  const vipId = await createVip(lab, poolId, address);
  const ms = Number((await answered) - begin) / 1e6;
  await deletePool(lab, poolId, vipId);
  return ms;
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
  // One balancer stays, so that the bridge of the network does: the floor has no bridge to make either.
  const keeper = await createPool(lab, [{ address: '10.0.0.11' }]);
  const warmUp = probe.firstOk('10.0.0.199', 8080);
  await createVip(lab, keeper.poolId, '10.0.0.199');
  await warmUp;
  const bridge = await bridgeOf(lab);
  const floors: number[] = [];
  const ours: number[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    floors.push(await floorMs(lab, n, bridge));
    ours.push(await oursMs(lab, probe, `10.0.0.${100 + n}`));
  }
  await probe.stop();
  const row = (what: string, ms: readonly number[]) => ({
    what,
    'p50 ms': round(median(ms)),
    'p99 ms': round(percentile(ms, 0.99)),
  });
  const ratios = ours.map((ms, n) => ms / (floors[n] ?? Number.NaN));
  report('first-200', [row('floor script', floors), row('POST vip to first 200', ours)], {
    rounds: ROUNDS,
    'median of ratios': round(median(ratios)),
    'p99 of ours over median floor': round(percentile(ours, 0.99) / median(floors)),
  });
} finally {
  await lab.stop();
}
