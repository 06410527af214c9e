import type { Args } from '@lbaas/common/contract';
import type { AgentId } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';
import { untoldSql } from '../devices/idle-placements.ts';
import { foreignSql, installationOf } from '../agents/installation.ts';
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
  /** Addresses of the device wait for it to let go of them. */
  readonly holdsAddresses: boolean;
}

const LOCK_DEVICES = 'SELECT 1 FROM devices WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE';

/**
 * Behind LIMIT each placement is looked up by its key. Joined, PostgreSQL keeps a plan from when the tables were small,
 * which reads all placements for a few reports (measured with 5,000: 19,000 pages each time).
 */
const READ_PLACEMENTS = `
SELECT r.n, ${foreignSql('a', 'r.installation_id')} AS "isForeign", p.agent_id AS "agentId", p.epoch, p.wanted,
  d.generation AS "deviceGeneration", p.observed_generation AS "observedGeneration",
  extract(epoch FROM p.reported_at)::float8 * 1000 AS "reportedAtMs",
  extract(epoch FROM clock_timestamp() - p.received_at)::float8 * 1000 AS "receivedAgoMs",
  EXISTS (SELECT 1 FROM address_holds h WHERE h.device_id = d.id) AS "holdsAddresses"
FROM unnest($1::uuid[], $2::text[], $3::uuid[]) WITH ORDINALITY AS r (device_id, host, installation_id, n)
JOIN agents a ON a.host = r.host
LEFT JOIN LATERAL (
  SELECT * FROM placements WHERE device_id = r.device_id AND agent_id = a.id LIMIT 1
) p ON true
LEFT JOIN LATERAL (SELECT id, generation FROM devices WHERE id = p.device_id LIMIT 1) d ON true`;

export type Known = HeldPlacement | 'foreign' | undefined;

/**
 * The placements that reports are about, in their order, with their devices locked: these rows come before their
 * placements in every transaction, and in the order of their ids, so that reports and API calls cannot deadlock.
 * `foreign` where the name of the host is not the sender's.
 */
export async function lockPlacements(tx: Tx, keys: readonly PlacementKey[]): Promise<readonly Known[]> {
  const devices = keys.map((key) => key.device_id);
  tx.send(LOCK_DEVICES, [devices]);
  const asked = [devices, keys.map((key) => key.host), keys.map(installationOf)];
  const rows = await tx.query<PlacementRow>(READ_PLACEMENTS, asked);
  const byPlace = new Map(rows.map((row) => [row.n - 1, toKnown(row)]));
  return keys.map((_, place) => byPlace.get(place));
}

function toKnown({ isForeign, agentId, reportedAtMs, receivedAgoMs, ...row }: PlacementRow): Known {
  if (isForeign) return 'foreign';
  if (agentId === null) return undefined;
  return {
    ...row,
    agentId,
    reportedAtMs: reportedAtMs === null ? undefined : Math.round(reportedAtMs),
    receivedAgoMs: receivedAgoMs ?? undefined,
  };
}

/** Without a placement all but `n` and `isForeign` is null. */
type PlacementRow = Omit<HeldPlacement, 'agentId' | 'reportedAtMs' | 'receivedAgoMs'> & {
  /** Which of the reports, from 1. */
  readonly n: number;
  readonly isForeign: boolean;
  readonly agentId: AgentId | null;
  readonly reportedAtMs: number | null;
  readonly receivedAgoMs: number | null;
};

/**
 * A time in the future is stored as now, or one wrong clock would silence its agent until that time has come. What once
 * happened to HAProxy stays until something else does. An agent that tells of a device knows of it. The limit is the number of reports, and for PostgreSQL a sign that
 * they are few: it looks each placement up, where it would read all of them for the hundred that it expects.
 */
const APPLY_REPORTS = `
WITH report AS (
  SELECT r.* FROM (SELECT * FROM unnest($1::jsonb[]) AS e (report) LIMIT $2) e, jsonb_to_record(e.report) AS r
    (device_id uuid, agent_id uuid, observed bigint, failed bigint, error text, how text, duration_ms real,
    at timestamptz, incident_at timestamptz, incident text, generation bigint)
), reported AS (
  UPDATE placements p SET
    observed_generation = r.observed, failed_generation = r.failed, error = r.error, how = r.how,
    duration_ms = r.duration_ms, reported_at = least(r.at, clock_timestamp()), received_at = clock_timestamp(),
    attempts = CASE WHEN r.observed >= p.dispatched_generation THEN 0 ELSE p.attempts END,
    dispatched_at = CASE WHEN ${untoldSql('p')} THEN clock_timestamp() ELSE p.dispatched_at END,
    incident_at = CASE WHEN r.incident IS NULL THEN p.incident_at ELSE least(r.incident_at, clock_timestamp()) END,
    incident = coalesce(r.incident, p.incident),
    incident_generation = CASE WHEN r.incident IS NULL THEN p.incident_generation ELSE r.generation END
  FROM report r WHERE p.device_id = r.device_id AND p.agent_id = r.agent_id
)
UPDATE devices d SET realized_generation = r.observed FROM report r
WHERE d.id = r.device_id AND d.realized_generation < r.observed`;

export interface AcceptedReport {
  readonly agentId: AgentId;
  readonly report: Args<'update_status'>;
}

/** What the agents have read back becomes what the API says. At most one report of a device. */
export function applyReports(tx: Tx, accepted: readonly AcceptedReport[]): void {
  if (accepted.length === 0) return;
  tx.send(APPLY_REPORTS, [accepted.map((each) => JSON.stringify(toRecord(each))), accepted.length]);
}

function toRecord({ agentId, report }: AcceptedReport): object {
  const failed = report.outcome === 'failed';
  return {
    device_id: report.device_id,
    agent_id: agentId,
    observed: report.observed_generation,
    failed: failed ? report.generation : 0,
    error: failed ? report.error : null,
    how: report.how,
    duration_ms: report.duration_ms,
    at: report.at,
    incident_at: report.incident?.at ?? null,
    incident: report.incident?.words ?? null,
    generation: report.generation,
  };
}

const RESET_LOST = `
WITH raised AS (
  UPDATE devices SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch
)
UPDATE placements p SET
  epoch = raised.epoch, observed_generation = 0, failed_generation = 0, error = NULL, how = $3, duration_ms = $4,
  reported_at = least($5::timestamptz, clock_timestamp()), received_at = clock_timestamp(),
  dispatched_generation = 0, dispatched_at = NULL, not_before = clock_timestamp() + interval '1 s'
FROM raised WHERE p.device_id = $1 AND p.agent_id = $2`;

/**
 * Nothing runs there: the device is sent again after a second, or when its agent is enabled. Under the next epoch: a host
 * that has been told to let go of it, such as by a list that leaves out what waits for an address, takes nothing more of
 * this one.
 */
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
), waiting AS MATERIALIZED (
  SELECT p.device_id, p.agent_id FROM devices d JOIN placements p ON p.device_id = d.id
  WHERE d.after_device_id = $1 AND p.wanted = 'present' AND EXISTS (SELECT 1 FROM released)
  FOR NO KEY UPDATE OF p SKIP LOCKED
), woken AS (
  UPDATE placements p SET dispatched_generation = 0, not_before = clock_timestamp() FROM waiting w
  WHERE p.device_id = w.device_id AND p.agent_id = w.agent_id
)
SELECT pg_notify('lbaas_dispatch', '') FROM released LIMIT 1`;

/**
 * Frees the addresses that no host of the device can still answer on, and wakes who waits for them. Their devices are
 * not locked, so one that somebody else has in hand is left to the next look at all of them.
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

export type Holding = 'holder' | 'outdated' | 'stray' | 'foreign';

const READ_STANDING = `
SELECT ${foreignSql('a', '$3')} AS "isForeign", p.epoch
FROM agents a LEFT JOIN placements p ON p.agent_id = a.id AND p.device_id = $1 WHERE a.host = $2`;

/**
 * `outdated`: the host holds the device, but under another epoch. `foreign`: the name of the host is not the sender's,
 * and what is sent to that name would reach another.
 */
export async function holdingOf(tx: Tx, key: PlacementKey): Promise<Holding> {
  const asked = [key.device_id, key.host, installationOf(key)];
  const [row] = await tx.query<{ isForeign: boolean; epoch: number | null }>(READ_STANDING, asked);
  if (row?.isForeign === true) return 'foreign';
  if (row === undefined || row.epoch === null) return 'stray';
  return row.epoch === key.epoch ? 'holder' : 'outdated';
}
