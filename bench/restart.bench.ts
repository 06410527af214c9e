import { eventually, sleep } from '@lbaas/common/runtime';
import { Lab, startProbes } from '@lbaas/lab';
import { openDatabase } from '../tests/chaos/support/database.ts';
import { createWideSubnet } from './support/bench-balancer.ts';
import { type Row, percentile, report, round } from './support/figures.ts';
import { createMany } from './support/many-balancers.ts';

const BALANCERS = Number(process.env['BENCH_BALANCERS'] ?? 500);
/** All VIPs together. */
const ASKED_PER_S = 100;
const SOON = { withinMs: 600_000, everyMs: 100 };

// A single agent holds no lease, and nothing is moved off it.
const lab = await Lab.start({ agents: 1, webs: 1 });
const agent = lab.agent(1);
const database = openDatabase(lab);

const allReportedSince = (since: Date): Promise<unknown> =>
  eventually(async () => {
    const { rows } = await database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM placements WHERE received_at > $1',
      [since],
    );
    if ((rows[0]?.count ?? 0) < BALANCERS) throw new Error(`${rows[0]?.count} have been reported`);
  }, SOON);

/** The agent goes and comes; its HAProxies stay. */
async function restarted(what: string, urls: readonly string[], end: () => Promise<void>): Promise<Row> {
  const before = new Set(lab.haproxyPidsOn(agent.name));
  const probes = await startProbes(lab, { urls, everyMs: (1000 * urls.length) / ASKED_PER_S });
  await end();
  const since = new Date();
  await agent.start();
  await allReportedSince(since);
  const tookMs = Date.now() - since.getTime();
  const asked = (await probes.stop()).flatMap((each) => each.probes);
  const changed = lab.haproxyPidsOn(agent.name).filter((pid) => !before.has(pid)).length;
  return {
    what,
    'all reported after, s': round(tookMs / 1000),
    'HAProxies started or reloaded': changed,
    requests: asked.length,
    failed: asked.filter(({ by }) => by === undefined).length,
  };
}

/** Power off and on: from when the agent is started again. */
async function rebooted(urls: readonly string[]): Promise<Row> {
  const probes = await startProbes(lab, { urls, everyMs: (1000 * urls.length) / ASKED_PER_S });
  await agent.host.reboot();
  const since = new Date();
  await agent.start();
  await allReportedSince(since);
  await sleep((2000 * urls.length) / ASKED_PER_S);
  const answered = (await probes.stop()).map(({ url, probes: asked }) => {
    const first = asked.find(({ atMs, by }) => atMs >= since.getTime() && by !== undefined);
    if (first === undefined) throw new Error(`${url} never answered again`);
    return (first.atMs + first.tookMs - since.getTime()) / 1000;
  });
  return {
    what: 'host rebooted',
    'half serve after, s': round(percentile(answered, 0.5)),
    'all serve after, s': round(Math.max(...answered)),
  };
}

try {
  const subnet = await createWideSubnet(lab);
  const numbers = Array.from({ length: BALANCERS }, (_, n) => n);
  const startedMs = Date.now();
  const urls = (await createMany(lab, subnet, numbers)).map(({ url }) => url);
  const perSecond = round((1000 * BALANCERS) / (Date.now() - startedMs));
  const rows = [
    await restarted('agent stopped and started', urls, () => agent.stop()),
    await restarted('agent killed and started', urls, () => agent.kill9()),
    await rebooted(urls),
  ];
  report('restart', rows, { balancers: BALANCERS, 'created per second': perSecond });
} finally {
  await database.end();
  await lab.stop();
}
