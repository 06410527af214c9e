import { eventually } from '@lbaas/common/runtime';
import { Lab } from '@lbaas/lab';
import { call } from '../tests/e2e/support/balancer.ts';
import { type ApiTarget, changePools, createPools } from './support/api-calls.ts';
import { chainsAtOnce, vipsAtOnce } from './support/at-once.ts';
import { type Row, report, round } from './support/figures.ts';
import { openTarget } from './support/open-target.ts';
import { createNonIdlePools } from './support/non-idle-pools.ts';

const SECONDS = 8;
const BURSTS = 3;
const CONCURRENCY = 16;
const POOLS = 3 * CONCURRENCY;
const DEADLINE_MS = 60_000;
const UNDONE = '/v2.0/lb/pools?status=PENDING_CREATE&status=PENDING_UPDATE&fields=id';

const VIPS_AT_ONCE = 300;
const CHAINS_AT_ONCE = 200;

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const target = await openTarget(lab, SECONDS);
  const pools = await createNonIdlePools(lab, POOLS);
  const countOf = async (path: string): Promise<number> => {
    const { body } = await lab.api('GET', path);
    return (body as { readonly pools: readonly unknown[] }).pools.length;
  };
  const nothingUndone = async (): Promise<void> => {
    if ((await countOf(`${UNDONE}&limit=1`)) > 0) throw new Error('some pools are still pending');
  };
  const rows: Row[] = [];
  const measure = async (burst: Promise<Row>): Promise<void> => {
    const row = await burst;
    const ended = performance.now();
    const undone = await countOf(UNDONE);
    await eventually(nothingUndone, { withinMs: DEADLINE_MS, everyMs: 50 });
    rows.push({ ...row, undone, 'all done after ms': round(performance.now() - ended) });
  };
  for (let burst = 1; burst <= BURSTS; burst += 1) {
    await measure(changePools(`changes ${burst}`, target, CONCURRENCY, pools));
    await measure(createPools(`creates ${burst}`, target, CONCURRENCY));
  }
  report('burst', rows, { seconds: SECONDS });
  const wide = await withoutAgent(target);
  const atOnce: Row[] = [];
  for (let burst = 1; burst <= BURSTS; burst += 1) {
    atOnce.push(await vipsAtOnce(wide, VIPS_AT_ONCE), await chainsAtOnce(wide, CHAINS_AT_ONCE));
  }
  report('burst at once', atOnce);
} finally {
  await lab.stop();
}

/** What waits is the API alone: its agent is disabled, and there are addresses and quota for all. */
async function withoutAgent(target: ApiTarget): Promise<ApiTarget> {
  const { body } = await lab.api('GET', '/v2.0/agents');
  const { agents } = body as { readonly agents: readonly { readonly id: string }[] };
  for (const { id } of agents) {
    await call(lab, 'PUT', `/v2.0/agents/${id}`, { agent: { admin_state_up: false } });
  }
  await call(lab, 'PUT', '/v2.0/quotas/admin', { quota: { pool: -1, vip: -1 } });
  const { id: network_id } = await call(lab, 'POST', '/v2.0/networks', { network: { name: 'burst' } });
  const subnet = { network_id, cidr: '10.77.0.0/20', ip_version: 4 };
  return { ...target, subnetId: (await call(lab, 'POST', '/v2.0/subnets', { subnet })).id };
}
