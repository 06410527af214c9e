import { eventually, sleep } from '@lbaas/common/runtime';
import { Lab, type LabAgent, startProbes } from '@lbaas/lab';
import { call, list } from '../tests/e2e/support/balancer.ts';
import { createWideSubnet } from './support/bench-balancer.ts';
import { type Row, median, percentile, report, round } from './support/figures.ts';
import { type ManyBalancer, createMany, deleteMany } from './support/many-balancers.ts';

/** Balancers on the host that goes. */
const SIZES = (process.env['BENCH_SIZES'] ?? '1,50,500').split(',').map(Number);
/** With a single one, a round has one sample only. */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 10);
/** All VIPs together: whoever asks oftener is what keeps the machine busy. */
const ASKED_PER_S = 100;
const LEAST_MS = 20;
const SOON = { withinMs: 600_000, everyMs: 500 };

const lab = await Lab.start({ agents: 3, webs: 1 });

async function cordonOthers(than: LabAgent, cordoned: boolean): Promise<void> {
  for (const { id, host } of await list(lab, '/v2.0/agents'))
    if (host !== than.name) await call(lab, 'PUT', `/v2.0/agents/${id}`, { agent: { cordoned } });
}

/** Nothing is moved off a host that has named no lease. */
const leased = (): Promise<unknown> =>
  eventually(async () => {
    const agents = await list(lab, '/v2.0/agents');
    const isReady = agents.every(
      ({ alive, configurations }) =>
        alive === true && (configurations as { lease_seconds: number | null }).lease_seconds !== null,
    );
    if (!isReady || agents.length < lab.agents.length) throw new Error('an agent holds no lease');
  }, SOON);

/** All of them have the same one. */
const hostOf = async ([first]: readonly ManyBalancer[]): Promise<LabAgent> => {
  const poolId = first?.poolId ?? '';
  const { host } = await call(lab, 'GET', `/v2.0/lb/pools/${poolId}/loadbalancer-agent`);
  const found = lab.agents.find(({ name }) => name === host);
  if (found === undefined) throw new Error(`no agent host ${String(host)}`);
  return found;
};

/** The whole host stands still from one moment to the next: agent and HAProxies. @returns ms until each VIP answers */
async function failovers(victim: LabAgent, balancers: readonly ManyBalancer[]): Promise<number[]> {
  await leased();
  const urls = balancers.map(({ url }) => url);
  const everyMs = Math.max(LEAST_MS, (1000 * urls.length) / ASKED_PER_S);
  const probes = await startProbes(lab, { urls, everyMs });
  await victim.host.freeze();
  const struckMs = Date.now();
  await eventually(async () => {
    const there = lab.agents.filter((agent) => agent !== victim);
    const running = there.flatMap(({ name }) => lab.haproxyPidsOn(name)).length;
    if (running < balancers.length) throw new Error(`${running} of ${balancers.length} run elsewhere`);
    const vips = await list(lab, '/v2.0/lb/vips?fields=status');
    if (vips.some(({ status }) => status !== 'ACTIVE')) throw new Error('not all are ACTIVE');
  }, SOON);
  // Each is asked once more at least.
  await sleep(2 * everyMs + 1000);
  const results = await probes.stop();
  await victim.host.thaw();
  await eventually(() => {
    const left = lab.haproxyPidsOn(victim.name).length;
    if (left > 0) throw new Error(`${left} HAProxies are left on ${victim.name}`);
  }, SOON);
  return results.map(({ url, probes: asked }) => {
    const first = asked.find(({ atMs, by }) => atMs >= struckMs && by !== undefined);
    if (first === undefined) throw new Error(`${url} never answered again`);
    return first.atMs + first.tookMs - struckMs;
  });
}

try {
  const subnet = await createWideSubnet(lab);
  const rows: Row[] = [];
  for (const [n, size] of SIZES.entries()) {
    const home = lab.agents[n % lab.agents.length] ?? lab.agent(1);
    await cordonOthers(home, true);
    const balancers = await createMany(
      lab,
      subnet,
      Array.from({ length: size }, (_, number) => number),
    );
    await cordonOthers(home, false);
    const samples: number[] = [];
    const rounds = size === 1 ? ROUNDS : 1;
    for (let round_ = 0; round_ < rounds; round_ += 1)
      samples.push(...(await failovers(await hostOf(balancers), balancers)));
    rows.push({
      balancers: size,
      samples: samples.length,
      'p50 ms': round(median(samples)),
      'p99 ms': round(percentile(samples, 0.99)),
    });
    await deleteMany(lab, balancers);
  }
  const [agent] = await list(lab, '/v2.0/agents');
  const { lease_seconds: lease = 0 } = (agent?.['configurations'] ?? {}) as { lease_seconds?: number };
  report('failover', rows, { 'lease, s': lease });
} finally {
  await lab.stop();
}
