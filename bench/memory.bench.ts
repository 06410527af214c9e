import { readFileSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { Lab } from '@lbaas/lab';
import { call } from '../tests/e2e/support/balancer.ts';
import { createPool, createVip, createWideSubnet } from './support/bench-balancer.ts';
import { median, percentile, report, round } from './support/figures.ts';
import { familyCpuSeconds } from './support/process-cpu.ts';

const BALANCERS = Number(process.env['BENCH_BALANCERS'] ?? 50);
/** Right after a deployment (announcements, another full reading of the port) the agent is not idle yet. */
const SETTLE_S = 15;
const IDLE_S = 60;

/** Proportional set size of a process in MB. */
function pssMb(pid: number): number {
  const kb = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const subnet = await createWideSubnet(lab);
  const agentPid = (): number => lab.agent(1).pid ?? 0;
  const agentBefore = pssMb(agentPid());
  const pools: string[] = [];
  for (let n = 0; n < BALANCERS; n++) {
    const { poolId } = await createPool(lab, [{ address: subnet.member }], subnet.id);
    const monitor = { type: 'HTTP', delay: 5, timeout: 2, max_retries: 3 };
    const { id } = await call(lab, 'POST', '/v2.0/lb/health_monitors', { health_monitor: monitor });
    await call(lab, 'POST', `/v2.0/lb/pools/${poolId}/health_monitors`, { health_monitor: { id } });
    await createVip(lab, poolId, subnet.vipAddress(n), subnet.id);
    pools.push(poolId);
  }
  const pids = await eventually(
    () => {
      const found = pools.flatMap((id) => lab.haproxyPids(id));
      if (found.length !== BALANCERS) throw new Error(`${found.length} HAProxies run`);
      return found;
    },
    { withinMs: 600_000, everyMs: 500 },
  );
  const cpuOf = (): number[] => [agentPid(), ...pids].map(familyCpuSeconds);
  await pause(SETTLE_S);
  const before = cpuOf();
  await pause(IDLE_S);
  const used = cpuOf().map((seconds, n) => (100 * (seconds - (before[n] ?? 0))) / IDLE_S);
  const sizes = pids.map(pssMb);
  const haproxyCpu = used.slice(1).reduce((sum, each) => sum + each, 0) / BALANCERS;
  report(
    'memory',
    [
      { what: 'HAProxy, PSS MB', median: round(median(sizes)), max: round(percentile(sizes, 1)) },
      // Not the difference: the heap of Node grows or shrinks in the meantime by more than the balancers use.
      { what: 'agent without balancers, PSS MB', median: round(agentBefore), max: '' },
      { what: `agent with ${BALANCERS} balancers, PSS MB`, median: round(pssMb(agentPid())), max: '' },
      { what: 'HAProxy, % of a core idle', median: haproxyCpu.toFixed(3), max: '' },
      {
        what: 'agent per balancer, % of a core idle',
        median: ((used[0] ?? 0) / BALANCERS).toFixed(3),
        max: '',
      },
    ],
    { balancers: BALANCERS, monitors: 'one HTTP each, every 5 s' },
  );
} finally {
  await lab.stop();
}
