import { PLANNED_EACH_TIME, noteReasonSql } from '../devices/index.ts';
import type { Tx } from '../persistence/index.ts';
import { DUE, HELD, type OverdueSettings, overdueParameters } from './due-sql.ts';

const RECORD_UNSENT = noteReasonSql(
  `SELECT p.device_id, p.agent_id, $4::text AS reason
   FROM placements p JOIN devices d ON d.id = p.device_id JOIN agents a ON a.id = p.agent_id
   WHERE p.dispatch_reason IS DISTINCT FROM $4 AND ${DUE}`,
);

/** Says of everything that is due why it is not sent; rows that say so already are not written again. */
export async function recordUnsent(tx: Tx, reason: string, settings: OverdueSettings): Promise<void> {
  await tx.query(RECORD_UNSENT, [...overdueParameters(settings), reason], PLANNED_EACH_TIME);
}

const HOLDER =
  "'the address is still held by load balancer ' || d.after_device_id || ' until its agent confirms'";

/** Without a single hold nothing is read: this is asked every second, and hardly anything ever waits. */
const RECORD_HELD = noteReasonSql(
  `SELECT p.device_id, p.agent_id, ${HOLDER} AS reason
   FROM devices d JOIN placements p ON p.device_id = d.id JOIN agents a ON a.id = p.agent_id
   WHERE EXISTS (SELECT 1 FROM address_holds) AND d.after_device_id IS NOT NULL
     AND p.dispatch_reason IS DISTINCT FROM ${HOLDER} AND ${HELD}`,
);

/** Says of the devices that wait for an address whom they wait for. */
export async function recordHeld(tx: Tx): Promise<void> {
  await tx.query(RECORD_HELD, [], PLANNED_EACH_TIME);
}
