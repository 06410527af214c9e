import type { Args } from '@lbaas/common/contract';
import type { Tx } from '../persistence/index.ts';
import { holdingOf } from './reported-placements.ts';
import type { ReportContext } from './report-context.ts';

type Report = Args<'update_device_stats'>;

/**
 * Totals only grow within an epoch, so the larger one is the newer one; open connections are as of the newest report.
 */
const UPSERT_TOTALS = `
INSERT INTO statistics AS old
  (pool_id, epoch, bytes_in, bytes_out, active_connections, total_connections, reported_at)
SELECT po.id, $2, r.bytes_in, r.bytes_out, r.active_connections, r.total_connections,
  least($3::timestamptz, clock_timestamp())
FROM jsonb_to_recordset($4::jsonb) AS r
  (pool_id uuid, bytes_in bigint, bytes_out bigint, active_connections bigint, total_connections bigint)
JOIN pools po ON po.id = r.pool_id AND po.load_balancer_id = $1
ORDER BY po.id
FOR KEY SHARE OF po
ON CONFLICT (pool_id, epoch) DO UPDATE SET
  bytes_in = greatest(old.bytes_in, EXCLUDED.bytes_in),
  bytes_out = greatest(old.bytes_out, EXCLUDED.bytes_out),
  total_connections = greatest(old.total_connections, EXCLUDED.total_connections),
  active_connections = CASE WHEN EXCLUDED.reported_at >= old.reported_at
    THEN EXCLUDED.active_connections ELSE old.active_connections END,
  reported_at = greatest(old.reported_at, EXCLUDED.reported_at)`;

/** Counters of the pools of a device, absolute since its epoch began: losing or repeating a report changes nothing. */
export async function updateDeviceStats(context: ReportContext, report: Report): Promise<void> {
  const standing = await context.unitOfWork.statements(async (tx) => {
    const found = await holdingOf(tx, report);
    if (found === 'holder') await upsertTotals(tx, report);
    return found;
  });
  if (standing === 'stray') await context.strays.takeDown(report, 'telemetry');
}

async function upsertTotals(tx: Tx, report: Report): Promise<void> {
  const byPool = new Map(report.pools.map((pool) => [pool.pool_id, pool]));
  const pools = JSON.stringify([...byPool.values()]);
  await tx.query(UPSERT_TOTALS, [report.device_id, report.epoch, report.at, pools]);
}
