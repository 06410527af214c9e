import { type Liveness, PLANNED_EACH_TIME, formerPlacementsSql, noteReasonSql } from '../devices/index.ts';
import type { Tx } from '../persistence/index.ts';
import { DUE, KEPT_BY_ADDRESS, KEPT_BY_HOST, type OverdueSettings, overdueParameters } from './due-sql.ts';

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
const RECORD_KEPT_BY_ADDRESS = noteReasonSql(
  `SELECT p.device_id, p.agent_id, ${HOLDER} AS reason
   FROM devices d JOIN placements p ON p.device_id = d.id JOIN agents a ON a.id = p.agent_id
   WHERE EXISTS (SELECT 1 FROM address_holds) AND d.after_device_id IS NOT NULL
     AND p.dispatch_reason IS DISTINCT FROM ${HOLDER} AND ${KEPT_BY_ADDRESS}`,
);

const FORMER_HOST = "'agent ' || former.host || ', which ran it, has not confirmed that it is gone'";

/** Of several former hosts always the same is named, or each round would write another one. */
const RECORD_KEPT_BY_HOST = noteReasonSql(
  `SELECT p.device_id, p.agent_id, ${FORMER_HOST} AS reason
   FROM (SELECT fp.device_id, min(fa.host) AS host FROM ${formerPlacementsSql('$1')} GROUP BY fp.device_id) former
   JOIN devices d ON d.id = former.device_id JOIN placements p ON p.device_id = d.id JOIN agents a ON a.id = p.agent_id
   WHERE EXISTS (SELECT 1 FROM placements WHERE wanted = 'absent')
     AND p.dispatch_reason IS DISTINCT FROM ${FORMER_HOST} AND ${KEPT_BY_HOST}`,
);

/** Says of the devices that wait, for an address or for their former host, whom they wait for. */
export async function recordWaiting(tx: Tx, { agentDownAfterMs }: Liveness): Promise<void> {
  await tx.query(RECORD_KEPT_BY_ADDRESS, [agentDownAfterMs], PLANNED_EACH_TIME);
  await tx.query(RECORD_KEPT_BY_HOST, [agentDownAfterMs], PLANNED_EACH_TIME);
}
