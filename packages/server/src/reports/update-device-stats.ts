import type { Args } from '@lbaas/common/contract';
import type { Tx } from '../persistence/index.ts';
import { holdingOf } from './reported-placements.ts';
import type { ReportContext } from './report-context.ts';

type Report = Args<'update_device_stats'>;

/** An agent whose clock is ahead reports as of now. */
const REPORTED_AT = 'least($3::timestamptz, clock_timestamp())';

/**
 * Totals only grow within an epoch, so the larger one is the newer one; open connections are as of the newest report.
 */
const UPSERT_TOTALS = `
INSERT INTO statistics AS old
  (pool_id, epoch, bytes_in, bytes_out, active_connections, total_connections, reported_at, traffic_at)
SELECT po.id, $2, r.bytes_in, r.bytes_out, r.active_connections, r.total_connections, now.at,
  CASE WHEN $5::timestamptz IS NOT NULL THEN now.at END
FROM (SELECT ${REPORTED_AT} AS at) now, jsonb_to_recordset($4::jsonb) AS r
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
  reported_at = greatest(old.reported_at, EXCLUDED.reported_at),
  traffic_at = greatest(old.traffic_at, EXCLUDED.traffic_at)
RETURNING pool_id`;

/**
 * Agents repeat unchanged totals every 60 s, so one that has been silent for longer was away, or its reports were lost.
 */
export const SILENT_AFTER_S = 75;

/**
 * What was carried lately, beside the totals, in the same statement. A report in which nothing was carried leaves no
 * row as long as the one before is known (`traffic_at` as it was before this statement): the time between two reports
 * is idle, unless the second says that it followed a silence. The time of the agent makes a repeated report change
 * nothing.
 */
const WRITE_REPORT = `
WITH counted AS (${UPSERT_TOTALS})
INSERT INTO traffic (pool_id, at, since, silent_since, requests, sessions, bytes_in, bytes_out, active, responses,
  members)
SELECT t.pool_id, now.at, now.at - greatest($3::timestamptz - $5::timestamptz, interval '0'),
  CASE WHEN last.is_silent THEN coalesce(last.at, 'epoch') END,
  t.requests, t.sessions, t.bytes_in, t.bytes_out, t.active, t.responses, t.members
FROM jsonb_to_recordset($6::jsonb) AS t (pool_id uuid, requests bigint, sessions bigint, bytes_in bigint,
  bytes_out bigint, active bigint, responses jsonb, members jsonb)
JOIN counted ON counted.pool_id = t.pool_id
CROSS JOIN (SELECT ${REPORTED_AT} AS at) now
CROSS JOIN LATERAL (
  SELECT max(s.traffic_at) AS at,
    coalesce(max(s.traffic_at) < now.at - interval '${SILENT_AFTER_S} s', true) AS is_silent
  FROM statistics s WHERE s.pool_id = t.pool_id
) last
WHERE t.sessions + t.bytes_in + t.bytes_out + t.active > 0 OR last.is_silent
ON CONFLICT (pool_id, at) DO NOTHING`;

/** Counters of the pools of a device, absolute since its epoch began: losing or repeating a report changes nothing. */
export async function updateDeviceStats(context: ReportContext, report: Report): Promise<void> {
  const standing = await context.unitOfWork.statements(async (tx) => {
    const found = await holdingOf(tx, report);
    if (found === 'holder') await write(tx, report);
    return found;
  });
  if (standing === 'stray') await context.strays.takeDown(report, 'telemetry');
}

async function write(tx: Tx, report: Report): Promise<void> {
  const { device_id, epoch, at, pools, traffic } = report;
  const carried = JSON.stringify(onePerPool(traffic?.pools ?? []).map(trafficRow));
  const totals = JSON.stringify(onePerPool(pools));
  await tx.query(WRITE_REPORT, [device_id, epoch, at, totals, traffic?.since ?? null, carried]);
}

const onePerPool = <Of extends { readonly pool_id: string }>(entries: readonly Of[]): readonly Of[] => [
  ...new Map(entries.map((entry) => [entry.pool_id, entry])).values(),
];

type PoolTraffic = NonNullable<Report['traffic']>['pools'][number];

const trafficRow = ({ members, ...pool }: PoolTraffic) => ({
  ...pool,
  members: Object.fromEntries(
    members.map(({ member_id, requests, sessions, bytes_in, bytes_out, active }) => [
      member_id,
      [requests ?? 0, sessions, bytes_in, bytes_out, active],
    ]),
  ),
});
