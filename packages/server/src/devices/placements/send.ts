import type { QueryOptions, Tx } from '../../persistence/unit-of-work.ts';
import { lockDevicesSql, placedSql } from '../lock-devices.ts';
import { isIdleSql } from './idle.ts';
import { UNSENT, assign, isHeldSql } from './states.ts';

/** A placement as it was marked as sent. It is the same as long as nobody has placed, changed or claimed it again. */
export interface SentPlacement {
  readonly deviceId: string;
  readonly agentId: string;
  readonly epoch: number;
  /** The generation that it was marked with. */
  readonly generation: number;
  readonly attempts: number;
}

/**
 * Whatever is due -> sent. `due` is a relation in scope: device_id, agent_id, host, and the generation of the device.
 * The first message of a newer generation is the first attempt again.
 */
export const MARK_SENT = `
UPDATE placements p SET
  wanted = CASE WHEN ${isIdleSql('p')} THEN 'present' ELSE p.wanted END,
  dispatched_generation = due.generation,
  dispatched_at = clock_timestamp(),
  attempts = CASE WHEN ${isHeldSql('p')} AND p.dispatched_generation > 0 AND due.generation > p.dispatched_generation
    THEN 1 ELSE p.attempts + 1 END
FROM due
WHERE p.device_id = due.device_id AND p.agent_id = due.agent_id
RETURNING p.device_id, p.agent_id, p.epoch, p.wanted, p.dispatched_generation, p.attempts, p.dispatch_reason, due.host`;

const SAME =
  'device_id = $1 AND agent_id = $2 AND epoch = $3 AND dispatched_generation = $4 AND attempts = $5';

const keyOf = ({ deviceId, agentId, epoch, generation, attempts }: SentPlacement): unknown[] => [
  deviceId,
  agentId,
  epoch,
  generation,
  attempts,
];

/** The attempts stay: what delays the next one grows with them. */
const RETURN_CLAIM = `
UPDATE placements SET ${assign(UNSENT, {
  attempts: 'attempts',
  dispatch_reason: '$6',
  not_before: "clock_timestamp() + $7::float8 * interval '1 ms'",
})} WHERE ${SAME}`;

/** sent -> unsent, as nothing has left the server: due again after `delayMs`, for a reason that the API shows. */
export async function returnClaim(
  tx: Tx,
  sent: SentPlacement,
  { reason, delayMs }: { readonly reason: string; readonly delayMs: number },
): Promise<void> {
  await tx.query(RETURN_CLAIM, [...keyOf(sent), reason, delayMs]);
}

export async function clearDispatchReason(tx: Tx, sent: SentPlacement): Promise<void> {
  await tx.query(`UPDATE placements SET dispatch_reason = NULL WHERE ${SAME}`, keyOf(sent));
}

/**
 * What looks at every placement runs once a second at most and is planned each time: a plan that was kept from when the
 * tables were small takes a third of a second with 2,000 devices (measured), until PostgreSQL analyses them.
 */
export const PLANNED_EACH_TIME: QueryOptions = { prepare: false };

/**
 * What is said of many placements at once, whose devices are not locked: those that somebody else has in hand are left
 * out, since every round says it again.
 * @param found selects device_id and agent_id of placements `p`
 */
const forEach = (found: string, change: string): string => `
WITH found AS MATERIALIZED (${found} FOR NO KEY UPDATE OF p SKIP LOCKED)
UPDATE placements p SET ${change} FROM found WHERE p.device_id = found.device_id AND p.agent_id = found.agent_id`;

/** Says why placements are not sent. `found` gives a `reason` for each. */
export const noteReasonSql = (found: string): string => forEach(found, 'dispatch_reason = found.reason');

const END_DELAYS = forEach(
  `SELECT p.device_id, p.agent_id FROM placements p
   WHERE p.dispatch_reason = ANY($1) AND p.not_before > clock_timestamp()`,
  'not_before = clock_timestamp()',
);

/** What was put off for one of these reasons is due at once. */
export async function endDelaysFor(tx: Tx, reasons: readonly string[]): Promise<void> {
  await tx.query(END_DELAYS, [reasons], PLANNED_EACH_TIME);
}

const END_DELAYS_ON = `
WITH held AS MATERIALIZED (${lockDevicesSql({
  where: placedSql(
    `JOIN agents a ON a.id = p.agent_id WHERE a.host = $1 AND p.not_before > clock_timestamp()`,
  ),
})})
UPDATE placements p SET not_before = clock_timestamp() FROM held, agents a
WHERE a.host = $1 AND p.agent_id = a.id AND p.device_id = held.id AND p.not_before > clock_timestamp()`;

/** What was put off because its host did not listen is due at once. */
export async function endDelaysOn(tx: Tx, host: string): Promise<void> {
  await tx.query(END_DELAYS_ON, [host]);
}
