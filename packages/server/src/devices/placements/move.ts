import type { AgentId, DeviceId } from '@lbaas/common/domain';
import type { RowOf, Tx } from '../../persistence/index.ts';
import { lockDevicesSql, placedSql } from '../lock-devices.ts';
import { isIdleSql } from './idle.ts';
import { NOT_MOVED, NO_INCIDENT, UNREPORTED, UNSENT, assign, isHeldSql } from './states.ts';

/** A device and the agent that is to have it. */
export interface Move {
  readonly deviceId: DeviceId;
  readonly agentId: AgentId;
}

export interface MoveOptions {
  readonly from: { readonly agentId: AgentId; readonly host: string };
  /** For the API and the audit log, worded to follow "moved from the host: ". */
  readonly why: string;
  /** The host cannot answer any more: the next one is sent the device at once, and need not wait for it to confirm. */
  readonly isFenced: boolean;
  readonly requestId: string;
}

const LOCK_TARGETS = 'SELECT 1 FROM agents WHERE id = ANY ($1::uuid[]) ORDER BY id FOR KEY SHARE';

/** What a claim makes present in the moment of the lock is seen by the next statement. */
const LOCK_PLACEMENTS = `
SELECT 1 FROM placements p WHERE p.agent_id = $1 AND p.device_id = ANY ($2::uuid[]) ORDER BY p.device_id FOR NO KEY UPDATE`;

/** Of an idle placement its host has nothing, so it stays idle, unless it has fallen behind its device. */
const MOVE = `
WITH target AS MATERIALIZED (
  SELECT a.id FROM agents a WHERE a.id = ANY ($2::uuid[]) AND a.deleted_at IS NULL
), held AS MATERIALIZED (
  SELECT p.device_id, w.agent_id AS target, ${isIdleSql('p')} AS idle,
    CASE WHEN ${isIdleSql('p')} AND p.observed_generation = d.generation THEN d.generation ELSE 0 END AS shown
  FROM unnest($1::uuid[], $2::uuid[]) AS w (device_id, agent_id) JOIN target t ON t.id = w.agent_id
  JOIN devices d ON d.id = w.device_id AND NOT d.deleting
  JOIN placements p ON p.device_id = w.device_id AND p.agent_id = $3 AND ${isHeldSql('p')}
), raised AS (
  UPDATE devices d SET epoch = d.epoch + 1, placement_reason = NULL, request_id = $4
  FROM held WHERE d.id = held.device_id RETURNING d.id, d.epoch
), gone AS (
  DELETE FROM placements p USING held WHERE p.device_id = held.device_id AND p.agent_id = $3 AND held.idle
), retired AS (
  UPDATE placements p SET wanted = 'absent', fenced = $5, ${assign(UNSENT)}
  FROM held WHERE p.device_id = held.device_id AND p.agent_id = $3 AND NOT held.idle
)
INSERT INTO placements AS p (device_id, agent_id, epoch, wanted, dispatched_generation, observed_generation, moved_from,
  moved_why)
SELECT held.device_id, held.target, raised.epoch, CASE WHEN held.shown > 0 THEN 'idle' ELSE 'present' END, held.shown,
  held.shown, $6, $7
FROM held JOIN raised ON raised.id = held.device_id
ON CONFLICT (device_id, agent_id) DO UPDATE SET epoch = EXCLUDED.epoch, wanted = EXCLUDED.wanted, created_at = now(),
  ${assign(UNSENT, UNREPORTED, NO_INCIDENT, NOT_MOVED, {
    moved_from: 'EXCLUDED.moved_from',
    moved_why: 'EXCLUDED.moved_why',
  })}
RETURNING p.device_id AS "deviceId", p.agent_id AS "agentId"`;

/**
 * Gives devices of one agent, which the caller has locked, to others under the next epoch; the former placement of each
 * is retired. Left out is what has another host by now, is deleted, or whose next agent has just been deleted.
 * @returns what was moved
 */
export async function moveDevices(
  tx: Tx,
  moves: readonly Move[],
  { from, why, isFenced, requestId }: MoveOptions,
): Promise<readonly Move[]> {
  if (moves.length === 0) return [];
  const devices = moves.map(({ deviceId }) => deviceId);
  const targets = moves.map(({ agentId }) => agentId);
  tx.send(LOCK_TARGETS, [targets]);
  tx.send(LOCK_PLACEMENTS, [from.agentId, devices]);
  const parameters = [devices, targets, from.agentId, requestId, isFenced, from.host, why];
  const moved = await tx.query<Move>(MOVE, parameters);
  if (moved.length > 0) tx.notifyAfterCommit('lbaas_dispatch');
  return moved;
}

/** Placements `p` of a fenced host whose devices nobody else has shown yet. */
const UNSHOWN_ELSEWHERE = `
JOIN placements n ON n.device_id = p.device_id AND n.wanted = 'present' AND n.observed_generation = 0
WHERE p.agent_id = $1 AND p.wanted = 'absent' AND p.fenced`;

const LOCK_UNSHOWN = lockDevicesSql({ where: `NOT d.deleting AND ${placedSql(UNSHOWN_ELSEWHERE)}` });

/** What the host has shown stays known, so it is sent the next epoch at once and waits for nobody. */
const TAKE_BACK = `
WITH back AS MATERIALIZED (
  SELECT p.device_id, n.agent_id AS holder, a.host FROM placements p
  ${UNSHOWN_ELSEWHERE.replace('WHERE', 'JOIN agents a ON a.id = n.agent_id WHERE')} AND p.device_id = ANY ($2::uuid[])
), raised AS (
  UPDATE devices d SET epoch = d.epoch + 1 FROM back WHERE d.id = back.device_id RETURNING d.id, d.epoch
), retired AS (
  UPDATE placements n SET wanted = 'absent', ${assign(UNSENT)}
  FROM back WHERE n.device_id = back.device_id AND n.agent_id = back.holder
)
UPDATE placements p SET epoch = raised.epoch, wanted = 'present', created_at = now(),
  ${assign(UNSENT, NOT_MOVED, { moved_from: 'back.host', moved_why: '$3' })}
FROM back JOIN raised ON raised.id = back.device_id WHERE p.device_id = back.device_id AND p.agent_id = $1
RETURNING p.device_id AS id`;

/**
 * fenced -> unsent: gives an agent back what it has served all the time, as its lease never ran out and no next host
 * has shown the device. @returns the devices
 */
export async function takeBack(tx: Tx, agentId: AgentId, why: string): Promise<readonly DeviceId[]> {
  const locked = await tx.query<Pick<RowOf<'devices'>, 'id'>>(LOCK_UNSHOWN, [agentId]);
  if (locked.length === 0) return [];
  const ids = locked.map(({ id }) => id);
  const back = await tx.query<Pick<RowOf<'devices'>, 'id'>>(TAKE_BACK, [agentId, ids, why]);
  return back.map(({ id }) => id);
}
