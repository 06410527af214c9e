import type { StatRow } from './stat-table.ts';
import type { PoolTotals } from '../../figures.ts';

/** They only grow within one process. */
interface PoolCounters {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly totalConnections: number;
}

type ByPool = Readonly<Record<string, PoolCounters>>;

/**
 * Totals of a device since its epoch began. HAProxy counts from zero in each process, so this holds what
 * ended processes counted (`ended`) and the newest reading of each process that still counts (`running`, by
 * process). A total is the sum of both; a process that is no more moves from one to the other exactly once.
 */
export interface EpochCounters {
  readonly epoch: number;
  readonly ended: ByPool;
  readonly running: Readonly<Record<string, ByPool>>;
  /** Connections that are open now, by pool, from the newest process. */
  readonly active: Readonly<Record<string, number>>;
}

export const noCounters = (epoch: number): EpochCounters => ({ epoch, ended: {}, running: {}, active: {} });

/** One reading of one process. `process` names it beyond pid reuse, such as "pid@start". */
export interface Reading {
  readonly process: string;
  readonly rows: readonly StatRow[];
  /** Whether the servers of the backends are among the rows. */
  readonly hasServers?: true;
}

export function record(counters: EpochCounters, { process, rows }: Reading, newest: boolean): EpochCounters {
  const pools = rows.filter((row) => row.get('type') === '1' && !row.get('pxname')?.includes('.'));
  const read = Object.fromEntries(pools.map((row) => [row.get('pxname') ?? '', countersOf(row)]));
  const active = Object.fromEntries(pools.map((row) => [row.get('pxname') ?? '', Number(row.get('scur'))]));
  return {
    ...counters,
    running: { ...counters.running, [process]: read },
    active: newest ? active : counters.active,
  };
}

/** Adds up what every process counted that is not named: it counts no more. */
export function settle(counters: EpochCounters, alive: ReadonlySet<string>): EpochCounters {
  const entries = Object.entries(counters.running);
  const gone = entries.filter(([process]) => !alive.has(process)).map(([, byPool]) => byPool);
  if (gone.length === 0) return counters;
  return {
    ...counters,
    ended: [counters.ended, ...gone].reduce(sum),
    running: Object.fromEntries(entries.filter(([process]) => alive.has(process))),
  };
}

/** Nothing runs any more. */
export function settleAll(counters: EpochCounters): EpochCounters {
  const active = Object.fromEntries(Object.keys(counters.active).map((pool) => [pool, 0]));
  return { ...settle(counters, new Set()), active };
}

/** The same processes under another epoch: what they have counted so far belongs to the one before. */
export function rebase(counters: EpochCounters, epoch: number): EpochCounters {
  const counted = Object.values(counters.running).reduce(sum, {});
  const before = Object.entries(counted).map(([id, pool]) => [id, negative(pool)] as const);
  return { ...counters, epoch, ended: Object.fromEntries(before) };
}

/** Totals of the pools that the newest process serves. */
export function totals(counters: EpochCounters): PoolTotals[] {
  const all = [counters.ended, ...Object.values(counters.running)].reduce(sum);
  return Object.entries(counters.active).map(([poolId, activeConnections]) => ({
    poolId,
    activeConnections,
    ...(all[poolId] ?? ZERO),
  }));
}

const ZERO: PoolCounters = { bytesIn: 0, bytesOut: 0, totalConnections: 0 };

const countersOf = (row: StatRow): PoolCounters => ({
  bytesIn: Number(row.get('bin')),
  bytesOut: Number(row.get('bout')),
  totalConnections: Number(row.get('stot')),
});

function sum(a: ByPool, b: ByPool): ByPool {
  const ids = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(ids.map((id) => [id, add(a[id] ?? ZERO, b[id] ?? ZERO)]));
}

const add = (a: PoolCounters, b: PoolCounters): PoolCounters => ({
  bytesIn: a.bytesIn + b.bytesIn,
  bytesOut: a.bytesOut + b.bytesOut,
  totalConnections: a.totalConnections + b.totalConnections,
});

const negative = ({ bytesIn, bytesOut, totalConnections }: PoolCounters): PoolCounters => ({
  bytesIn: -bytesIn,
  bytesOut: -bytesOut,
  totalConnections: -totalConnections,
});
