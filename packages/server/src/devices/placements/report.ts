import type { Args } from '@lbaas/common/contract';
import type { AgentId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/unit-of-work.ts';
import { isIdleSql } from './idle.ts';
import { UNREPORTED, UNSENT, assign, isHeldSql } from './states.ts';

type Report = Args<'update_status'>;

/**
 * An agent cannot know who has an address that is taken; where it may be a host that was failed over, the server does.
 */
const namingFormerHost = (report: string): string => `CASE
  WHEN ${report}.error LIKE '%is taken: the host with MAC address%' THEN coalesce((
    SELECT 'the former host ' || a.host || ' still answers for the address: ' || ${report}.error
    FROM placements f JOIN agents a ON a.id = f.agent_id
    WHERE f.device_id = ${report}.device_id AND f.fenced ORDER BY f.epoch DESC LIMIT 1), ${report}.error)
  ELSE ${report}.error END`;

/**
 * A time in the future is stored as now, or one wrong clock would silence its agent until that time has come. What once
 * happened to HAProxy stays until something else does. An agent that reports an idle device has had something of it,
 * whatever the database says. The limit is the number of reports, and for PostgreSQL a sign that they are few: it looks
 * each placement up, where it would read all of them for the hundred that it expects.
 */
const APPLY_REPORTS = `
WITH report AS (
  SELECT r.* FROM (SELECT * FROM unnest($1::jsonb[]) AS e (report) LIMIT $2) e, jsonb_to_record(e.report) AS r
    (device_id uuid, agent_id uuid, observed bigint, failed bigint, error text, how text, duration_ms real,
    at timestamptz, incident_at timestamptz, incident text, generation bigint)
), reported AS (
  UPDATE placements p SET
    observed_generation = r.observed, failed_generation = r.failed, error = ${namingFormerHost('r')}, how = r.how,
    duration_ms = r.duration_ms, reported_at = least(r.at, clock_timestamp()), received_at = clock_timestamp(),
    attempts = CASE WHEN r.observed >= p.dispatched_generation THEN 0 ELSE p.attempts END,
    wanted = CASE WHEN ${isIdleSql('p')} THEN 'present' ELSE p.wanted END,
    dispatched_at = CASE WHEN ${isIdleSql('p')} THEN clock_timestamp() ELSE p.dispatched_at END,
    incident_at = CASE WHEN r.incident IS NULL THEN p.incident_at ELSE least(r.incident_at, clock_timestamp()) END,
    incident = coalesce(r.incident, p.incident),
    incident_generation = CASE WHEN r.incident IS NULL THEN p.incident_generation ELSE r.generation END
  FROM report r WHERE p.device_id = r.device_id AND p.agent_id = r.agent_id
)
UPDATE devices d SET realized_generation = r.observed FROM report r
WHERE d.id = r.device_id AND d.realized_generation < r.observed`;

export interface AcceptedReport {
  readonly agentId: AgentId;
  readonly report: Report;
}

/** sent -> shown or failed: what the agents have read back. At most one report of a device; devices are locked. */
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
UPDATE placements p SET epoch = raised.epoch, wanted = 'present', ${assign(UNSENT, UNREPORTED, {
  how: '$3',
  duration_ms: '$4',
  reported_at: 'least($5::timestamptz, clock_timestamp())',
  received_at: 'clock_timestamp()',
  not_before: "clock_timestamp() + interval '1 s'",
})}
FROM raised WHERE p.device_id = $1 AND p.agent_id = $2`;

/**
 * any -> unsent, as nothing runs there: the device is sent again after a second, or when its agent is enabled. Under
 * the next epoch: a host that has been sent an undeploy, or a list that leaves out what waits for an address, takes
 * nothing more of this one.
 */
export async function resetLost(tx: Tx, agentId: AgentId, report: Report): Promise<void> {
  const { device_id, how, duration_ms, at } = report;
  await tx.query(RESET_LOST, [device_id, agentId, how, duration_ms, at]);
}

const CONFIRM_REMOVED = `
WITH gone AS (DELETE FROM placements WHERE device_id = $1 AND agent_id = $2)
SELECT pg_notify('lbaas_dispatch', '') FROM placements p WHERE p.device_id = $1 AND ${isHeldSql('p')}
UNION ALL
SELECT pg_notify('lbaas_placement', '') FROM agents a WHERE a.id = $2 AND a.deleted_at IS NOT NULL`;

/**
 * retiring -> gone: the agent has confirmed that nothing of the device is left. Wakes the servers where the device has
 * another host, which may have waited for that, and where the agent is deleted and may have nothing left.
 */
export async function confirmRemoved(tx: Tx, deviceId: string, agentId: AgentId): Promise<void> {
  await tx.query(CONFIRM_REMOVED, [deviceId, agentId]);
}

const RELEASE_HOLDS = `
WITH released AS (
  DELETE FROM address_holds h
  WHERE h.device_id = $1 AND NOT EXISTS (
    SELECT 1 FROM placements p
    WHERE p.device_id = h.device_id AND p.observed_generation < h.generation AND NOT p.fenced
      AND p.agent_id IS DISTINCT FROM $2)
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
 * Frees the addresses that no host of the device can still answer on, and wakes the devices that wait for them: those
 * are unsent again. They are not locked, so one that somebody else has in hand is left to the next round of the poll.
 * @param emptyHost an agent that has confirmed that it runs nothing of the device
 */
export async function releaseHolds(tx: Tx, deviceId: string, emptyHost?: AgentId): Promise<void> {
  await tx.query(RELEASE_HOLDS, [deviceId, emptyHost ?? null]);
}
