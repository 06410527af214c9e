import { waitsForAddressSql } from '../devices/address-hold-sql.ts';
import { type Liveness, aliveSql, isHeldSql, waitsForFormerHostSql, waitsSql } from '../devices/index.ts';

/** How long the server waits for a report before it sends again, doubling with each attempt. */
export interface OverdueSettings extends Liveness {
  readonly overdueBaseMs: number;
  readonly overdueCapMs: number;
}

export const overdueParameters = (settings: OverdueSettings): number[] => [
  settings.overdueBaseMs,
  settings.overdueCapMs,
  settings.agentDownAfterMs,
];

/** A silent agent is sent nothing twice: it syncs when it is back. */
const OVERDUE = `(
  ${aliveSql('a', '$3')}
  AND p.dispatched_at < clock_timestamp()
    - least($2::float8, $1::float8 * power(2, least(greatest(p.attempts, 1), 16) - 1)) * interval '1 ms')`;

/** The host has not been sent the newest generation. */
const BEHIND = 'd.generation > greatest(p.dispatched_generation, p.observed_generation)';

const UNANSWERED = 'greatest(p.observed_generation, p.failed_generation) < p.dispatched_generation';

/**
 * A disabled agent confirms by itself only what it has taken down; where another device waits for an address, it is
 * asked until it says that nothing of the device is left. The hold goes with the answer.
 */
export const MUST_RELEASE = `(NOT a.admin_state_up AND EXISTS (SELECT 1 FROM address_holds h WHERE h.device_id = p.device_id))`;

/**
 * Whether a placement p of device d on agent a must be sent something now. Parameters 1 to 3 are overdueParameters().
 * A disabled agent is only sent what it is to take down. An idle
 * placement that has fallen behind its device (ADR 13) is due like any other. An agent whose devices were moved away is
 * sent nothing before it is heard again: it may have them back, if it has served them all the time.
 */
export const DUE = `(
  p.not_before <= clock_timestamp()
  AND CASE WHEN ${isHeldSql('p')}
    THEN CASE WHEN a.admin_state_up
      THEN (${BEHIND} OR (p.dispatched_generation > 0 AND ${UNANSWERED} AND ${OVERDUE}))
        AND NOT ${waitsSql({ device: 'd', placement: 'p', downAfterMs: '$3' })}
      ELSE ${MUST_RELEASE} AND (p.dispatched_generation = 0 OR ${OVERDUE}) END
    ELSE NOT a.failed_over AND (p.dispatched_generation = 0
      OR (d.deleting AND d.generation > p.dispatched_generation)
      OR ${OVERDUE})
  END)`;

/** Whether a placement would be due if nothing kept it waiting. */
const WANTS_SENDING = `(${isHeldSql('p')} AND a.admin_state_up AND ${BEHIND})`;

/** Whether a placement is kept waiting by its former host. $1: milliseconds after which an agent counts as down. */
export const KEPT_BY_HOST = `(${WANTS_SENDING} AND ${waitsForFormerHostSql('p', '$1')})`;

/** Whether a placement is kept waiting by nothing but the address. The same parameter. */
export const KEPT_BY_ADDRESS = `(${WANTS_SENDING} AND ${waitsForAddressSql('d')}
  AND NOT ${waitsForFormerHostSql('p', '$1')})`;

/**
 * Where a wake-up looks: at what was never sent, reset or retired, and at what changed within the last seconds. The
 * rest can only be overdue, or have slipped through a long transaction, and is the business of the poll, which comes
 * every second. In a burst the last seconds are thousands of devices, so there should be few of them; one that has just
 * been created is among the unsent ones, or has been sent.
 */
const RECENT_PLACEMENTS = `(
  SELECT device_id, agent_id FROM placements WHERE dispatched_generation = 0
  UNION
  SELECT p.device_id, p.agent_id FROM devices d JOIN placements p ON p.device_id = d.id
  WHERE d.changed_at > now() - interval '3 s' AND d.generation > 1)`;

/**
 * FROM clause with the aliases p, d and a that DUE wants. Looking at `recent` placements costs little with many
 * devices.
 */
export const placementsToScan = (scope: DueScope): string =>
  `${scope === 'all' ? '' : `${RECENT_PLACEMENTS} recent JOIN `}placements p ${
    scope === 'all' ? '' : 'USING (device_id, agent_id) '
  }JOIN devices d ON d.id = p.device_id JOIN agents a ON a.id = p.agent_id`;

export type DueScope = 'recent' | 'all';
