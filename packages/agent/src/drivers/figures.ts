import type { MemberHealth } from '@lbaas/common/domain';
import type { ExportedRow } from './exported-metrics.ts';

/** How a member is, as what serves it sees it. */
export interface MemberHealthReport {
  readonly memberId: string;
  readonly poolId: string;
  readonly health: MemberHealth;
  /** What the check saw, such as "L7STS/500 in 1ms"; undefined without one. */
  readonly check: string | undefined;
}

/** Absolute totals since the epoch began. Bytes; connections are those of the pool's servers. */
export interface PoolTotals {
  readonly poolId: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly activeConnections: number;
  readonly totalConnections: number;
}

/** They only grow; from when they count does not matter. `active` is the number of connections that are open now. */
export interface TrafficCounters {
  /** Answered requests; null where the protocol has none. */
  readonly requests: number | null;
  readonly sessions: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly active: number;
}

export interface MemberTraffic extends TrafficCounters {
  readonly memberId: string;
}

export interface PoolTraffic extends TrafficCounters {
  readonly poolId: string;
  /** By class, from 1xx to 5xx; null where the protocol has none. */
  readonly responses: readonly number[] | null;
  readonly members: readonly MemberTraffic[];
}

/** A member that takes nothing new and has sessions left. */
export interface DrainingMember {
  readonly poolId: string;
  readonly memberId: string;
  readonly sessions: number;
  /** Until those that are left are ended. */
  readonly endsInMs: number;
}

/** What there is to know about the figures of a device before anything is looked at. */
export interface FiguresOutline {
  /** What is true of its members when nothing runs: nobody checks them. */
  readonly unknown: readonly MemberHealthReport[];
  /** Milliseconds between two checks of its quickest monitor; undefined when nothing is checked. */
  readonly checkedEveryMs: number | undefined;
}

/** What one look at a running device gives. */
export interface Figures {
  readonly health: readonly MemberHealthReport[];
  /** They survive reloads, restarts and the agent. */
  readonly totals: readonly PoolTotals[];
  /** Of the pools in `totals`; left out by a driver that does not count it. It does not survive the agent. */
  readonly traffic?: readonly PoolTraffic[];
  /** Left out by a driver whose devices have no members. */
  readonly draining?: readonly DrainingMember[];
  /** For the metrics of the agent; left out by a driver that has none. */
  readonly exported?: readonly ExportedRow[];
  /** Whether a notice will come when a member changes. */
  readonly followed: boolean;
}
