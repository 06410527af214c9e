import type { Args } from '@lbaas/common/contract';

/** Whether agents hold a lease, and for how long: seconds; null while failover is off. */
export interface LeaseSetting {
  readonly leaseS: number | null;
}

/**
 * The lease that an agent is to hold. Without another one that could take its devices it holds none: it would only
 * make them fall silent together with their agent.
 */
export const leaseFor = ({ leaseS }: LeaseSetting, others: number): number | null =>
  others > 0 ? leaseS : null;

/**
 * The lease that ends the traffic of an agent for certain if it dies now; null when nothing does. It may follow what it
 * is being sent at any moment from now on, so a lease that it is to give up does not count, and of two the longer one
 * does. A lease that has run out ends traffic, too.
 */
export function certainLease(
  { lease, lease_lapsed: isLapsed = false }: Pick<Args<'report_state'>, 'lease' | 'lease_lapsed'>,
  sent: number | null,
): number | null {
  const held = lease?.seconds ?? (isLapsed ? 0 : undefined);
  return sent === null || held === undefined ? null : Math.max(held, sent);
}
