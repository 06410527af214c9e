import { waitsForAddressSql } from './address-hold-sql.ts';
import { aliveSql } from './liveness.ts';

/**
 * The placements `fp`, with their agents `fa`, that have not confirmed that nothing of their device is left, and may.
 * A fenced one need not: its lease had run out before the device was given to the next host.
 */
export const formerPlacementsSql = (downAfterMs: string): string => `
placements fp JOIN agents fa ON fa.id = fp.agent_id AND fp.wanted = 'absent' AND NOT fp.fenced
  AND ${aliveSql('fa', downAfterMs)}`;

/**
 * True while another host may still run the device of a placement: two hosts would answer on one address. A silent
 * agent holds nothing back, and one that returns does not stop a host that has been sent the device meanwhile.
 */
export const waitsForFormerHostSql = (placement: string, downAfterMs: string): string => `(
  ${placement}.dispatched_generation = 0 AND ${placement}.observed_generation = 0
  AND EXISTS (SELECT 1 FROM ${formerPlacementsSql(downAfterMs)} WHERE fp.device_id = ${placement}.device_id))`;

export interface Waiting {
  /** Aliases of rows in scope. */
  readonly device: string;
  readonly placement: string;
  /** A parameter: milliseconds after which an agent counts as down. */
  readonly downAfterMs: string;
}

/**
 * Whether a placement must not be sent yet, for whatever reason: its host must hear nothing of the newest generation.
 */
export const waitsSql = ({ device, placement, downAfterMs }: Waiting): string =>
  `(${waitsForAddressSql(device)} OR ${waitsForFormerHostSql(placement, downAfterMs)})`;
