import type { Args } from '@lbaas/common/contract';
import type { AgentId } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';
import { foreignSql, installationOf } from './installation.ts';
import type { ReportedPlacement } from './judge-report.ts';

/** A placement named by what a report carries. */
export interface PlacementKey {
  readonly host: string;
  readonly installation_id?: string;
  readonly device_id: string;
  readonly epoch: number;
}

export interface HeldPlacement extends ReportedPlacement {
  readonly agentId: AgentId;
}

const READ_PLACEMENT = `
SELECT ${foreignSql('a', '$3')} AS "isForeign", p.agent_id AS "agentId", p.epoch, p.wanted, d.generation AS "deviceGeneration",
  p.observed_generation AS "observedGeneration",
  extract(epoch FROM p.reported_at)::float8 * 1000 AS "reportedAtMs",
  extract(epoch FROM clock_timestamp() - p.received_at)::float8 * 1000 AS "receivedAgoMs"
FROM agents a
LEFT JOIN (placements p JOIN devices d ON d.id = p.device_id) ON p.agent_id = a.id AND p.device_id = $1
WHERE a.host = $2`;

/**
 * The placement of a device on a host, with the device locked: its row comes before its placements in every
 * transaction, so that reports and API calls cannot deadlock. `foreign` when the name of the host is not the sender's.
 */
export async function lockPlacement(
  tx: Tx,
  key: PlacementKey,
): Promise<HeldPlacement | 'foreign' | undefined> {
  await tx.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [key.device_id]);
  const asked = [key.device_id, key.host, installationOf(key)];
  const [row] = await tx.query<PlacementRow>(READ_PLACEMENT, asked);
  if (row?.isForeign === true) return 'foreign';
  if (row === undefined || row.agentId === null) return undefined;
  const { agentId, reportedAtMs, receivedAgoMs } = row;
  return {
    ...row,
    agentId,
    reportedAtMs: reportedAtMs === null ? undefined : Math.round(reportedAtMs),
    receivedAgoMs: receivedAgoMs ?? undefined,
  };
}

/** Without a placement all but `isForeign` is null. */
type PlacementRow = Omit<HeldPlacement, 'agentId' | 'reportedAtMs' | 'receivedAgoMs'> & {
  readonly isForeign: boolean;
  readonly agentId: AgentId | null;
  readonly reportedAtMs: number | null;
  readonly receivedAgoMs: number | null;
};

/**
 * A time in the future is stored as now, or one wrong clock would silence its agent until that time has come. What once
 * happened to HAProxy stays until something else does.
 */
const APPLY_REPORT = `
WITH reported AS (
  UPDATE placements SET
    observed_generation = $3, failed_generation = $4, error = $5, how = $6, duration_ms = $7,
    reported_at = least($8::timestamptz, clock_timestamp()), received_at = clock_timestamp(),
    attempts = CASE WHEN $3 >= dispatched_generation THEN 0 ELSE attempts END,
    incident_at = coalesce(least($9::timestamptz, clock_timestamp()), incident_at),
    incident = coalesce($10, incident),
    incident_generation = CASE WHEN $10::text IS NULL THEN incident_generation ELSE $11 END
  WHERE device_id = $1 AND agent_id = $2
)
UPDATE devices SET realized_generation = $3 WHERE id = $1 AND realized_generation < $3`;

/** What the agent has read back becomes what the API says. */
export async function applyReport(tx: Tx, agentId: AgentId, report: Args<'update_status'>): Promise<void> {
  const failed = report.outcome === 'failed';
  await tx.query(APPLY_REPORT, [
    report.device_id,
    agentId,
    report.observed_generation,
    failed ? report.generation : 0,
    failed ? report.error : null,
    report.how,
    report.duration_ms,
    report.at,
    report.incident?.at ?? null,
    report.incident?.words ?? null,
    report.generation,
  ]);
}

const RESET_LOST = `
UPDATE placements p SET
  observed_generation = 0, failed_generation = 0, error = NULL, how = $3, duration_ms = $4,
  reported_at = least($5::timestamptz, clock_timestamp()), received_at = clock_timestamp(),
  dispatched_generation = 0, dispatched_at = NULL, not_before = clock_timestamp() + interval '1 s'
WHERE device_id = $1 AND agent_id = $2`;

/** Nothing runs there: the device is sent again after a second, or when its agent is enabled. */
export async function resetLost(tx: Tx, agentId: AgentId, report: Args<'update_status'>): Promise<void> {
  const { device_id, how, duration_ms, at } = report;
  await tx.query(RESET_LOST, [device_id, agentId, how, duration_ms, at]);
}

export async function deletePlacement(tx: Tx, deviceId: string, agentId: AgentId): Promise<void> {
  await tx.query('DELETE FROM placements WHERE device_id = $1 AND agent_id = $2', [deviceId, agentId]);
}

const RELEASE_HOLDS = `
WITH released AS (
  DELETE FROM address_holds h
  WHERE h.device_id = $1 AND NOT EXISTS (
    SELECT 1 FROM placements p
    WHERE p.device_id = h.device_id AND p.observed_generation < h.generation AND p.agent_id IS DISTINCT FROM $2)
  RETURNING 1
), woken AS (
  UPDATE placements p SET dispatched_generation = 0, not_before = clock_timestamp()
  FROM devices d
  WHERE d.after_device_id = $1 AND p.device_id = d.id AND p.wanted = 'present' AND EXISTS (SELECT 1 FROM released)
)
SELECT pg_notify('lbaas_dispatch', '') FROM released LIMIT 1`;

/**
 * Frees the addresses that no host of the device can still answer on, and wakes who waits for them.
 * @param emptyHost an agent that has confirmed that it runs nothing of the device
 */
export async function releaseHolds(tx: Tx, deviceId: string, emptyHost?: AgentId): Promise<void> {
  await tx.query(RELEASE_HOLDS, [deviceId, emptyHost ?? null]);
}

const OVERTAKE = `
WITH raised AS (
  UPDATE devices SET generation = $2::bigint + 1, changed_at = now() WHERE id = $1 AND generation <= $2 RETURNING 1
)
SELECT pg_notify('lbaas_dispatch', '') FROM raised`;

/** Raises the generation above what the host shows, so that it accepts what the database says again. */
export async function overtake(tx: Tx, deviceId: string, observedGeneration: number): Promise<void> {
  await tx.query(OVERTAKE, [deviceId, observedGeneration]);
}

export type Standing = 'holder' | 'outdated' | 'stray' | 'foreign';

const READ_STANDING = `
SELECT ${foreignSql('a', '$3')} AS "isForeign", p.epoch
FROM agents a LEFT JOIN placements p ON p.agent_id = a.id AND p.device_id = $1 WHERE a.host = $2`;

/**
 * `outdated`: the host holds the device, but under another epoch. `foreign`: the name of the host is not the sender's,
 * and what is sent to that name would reach another.
 */
export async function standingOf(tx: Tx, key: PlacementKey): Promise<Standing> {
  const asked = [key.device_id, key.host, installationOf(key)];
  const [row] = await tx.query<{ isForeign: boolean; epoch: number | null }>(READ_STANDING, asked);
  if (row?.isForeign === true) return 'foreign';
  if (row === undefined || row.epoch === null) return 'stray';
  return row.epoch === key.epoch ? 'holder' : 'outdated';
}
