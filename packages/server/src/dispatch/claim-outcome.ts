import type { QueryOptions, Tx } from '../persistence/index.ts';
import type { Claim } from './claim-due.ts';
import { DUE, HELD, type OverdueSettings, overdueParameters } from './due-sql.ts';

/**
 * What looks at every placement runs once a second at most and is planned each time: a plan that was kept from when the
 * tables were small takes a third of a second with 2,000 devices (measured), until PostgreSQL analyses them.
 */
export const PLANNED_EACH_TIME: QueryOptions = { prepare: false };

/** The claim is still the newest word on its placement: nobody has placed, edited or claimed it again. */
const SAME_CLAIM =
  'device_id = $1 AND agent_id = $2 AND epoch = $3 AND dispatched_generation = $4 AND attempts = $5';

const claimKey = (claim: Claim): unknown[] => [
  claim.deviceId,
  claim.agentId,
  claim.epoch,
  claim.generation,
  claim.attempts,
];

/** Gives a claim back because nothing has left the server: due again after `delayMs`, for a reason that the API shows. */
export async function returnClaim(tx: Tx, claim: Claim, reason: string, delayMs: number): Promise<void> {
  await tx.query(
    `UPDATE placements SET dispatched_generation = 0, dispatched_at = NULL, dispatch_reason = $6,
       not_before = clock_timestamp() + $7::float8 * interval '1 ms'
     WHERE ${SAME_CLAIM}`,
    [...claimKey(claim), reason, delayMs],
  );
}

export async function clearDispatchReason(tx: Tx, claim: Claim): Promise<void> {
  await tx.query(`UPDATE placements SET dispatch_reason = NULL WHERE ${SAME_CLAIM}`, claimKey(claim));
}

/**
 * What is said of many placements at once, whose devices are not locked: those that somebody else has in hand are left
 * out, since every look says it again.
 * @param found selects placements `p`
 */
const forEach = (found: string, change: string): string => `
WITH found AS MATERIALIZED (${found} FOR NO KEY UPDATE OF p SKIP LOCKED)
UPDATE placements p SET ${change} FROM found WHERE p.device_id = found.device_id AND p.agent_id = found.agent_id`;

const RECORD_UNSENT = forEach(
  `SELECT p.device_id, p.agent_id
   FROM placements p JOIN devices d ON d.id = p.device_id JOIN agents a ON a.id = p.agent_id
   WHERE p.dispatch_reason IS DISTINCT FROM $4 AND ${DUE}`,
  'dispatch_reason = $4',
);

/** Says of everything that is due why it is not sent; rows that say so already are not written again. */
export async function recordUnsent(tx: Tx, reason: string, settings: OverdueSettings): Promise<void> {
  await tx.query(RECORD_UNSENT, [...overdueParameters(settings), reason], PLANNED_EACH_TIME);
}

const END_WAIT = forEach(
  `SELECT p.device_id, p.agent_id FROM placements p
   WHERE p.dispatch_reason = $1 AND p.not_before > clock_timestamp()`,
  'not_before = clock_timestamp()',
);

/** What waited for the broker is due at once when it is back. */
export async function endWaitFor(tx: Tx, reason: string): Promise<void> {
  await tx.query(END_WAIT, [reason], PLANNED_EACH_TIME);
}

const HOLDER =
  "'the address is still held by load balancer ' || d.after_device_id || ' until its agent confirms'";

/** Without a single hold nothing is read: this is asked every second, and hardly anything ever waits. */
const RECORD_HELD = forEach(
  `SELECT p.device_id, p.agent_id, ${HOLDER} AS reason
   FROM devices d JOIN placements p ON p.device_id = d.id JOIN agents a ON a.id = p.agent_id
   WHERE EXISTS (SELECT 1 FROM address_holds) AND d.after_device_id IS NOT NULL
     AND p.dispatch_reason IS DISTINCT FROM ${HOLDER} AND ${HELD}`,
  'dispatch_reason = found.reason',
);

/** Says of the devices that wait for an address whom they wait for. */
export async function recordHeld(tx: Tx): Promise<void> {
  await tx.query(RECORD_HELD, [], PLANNED_EACH_TIME);
}
