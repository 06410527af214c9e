import { eventually } from '@lbaas/common/runtime';
import { Lab } from '@lbaas/lab';
import { changePools, createPools } from './support/api-calls.ts';
import { type Row, report, round } from './support/figures.ts';
import { openTarget } from './support/open-target.ts';
import { createNonIdlePools } from './support/non-idle-pools.ts';

const SECONDS = 8;
const BURSTS = 3;
const CONCURRENCY = 16;
const POOLS = 3 * CONCURRENCY;
const DEADLINE_MS = 60_000;
const UNDONE = '/v2.0/lb/pools?status=PENDING_CREATE&status=PENDING_UPDATE&fields=id';

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
} finally {
  await lab.stop();
}
