import type { StatRow } from './stat-table.ts';
import type { PoolTotals } from '../model/types.ts';

/** Counters that only grow within one process. */
interface Counters {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly totalConnections: number;
}

type ByPool = Readonly<Record<string, Counters>>;

/**
 * Totals of a device since its epoch began. HAProxy counts from zero in each process, so the ledger holds what
 * ended processes counted (`ended`) and the newest reading of each process that still counts (`running`, by
 * process). A total is the sum of both; a process that is no more moves from one to the other exactly once.
 */
export interface StatsLedger {
  readonly epoch: number;
  readonly ended: ByPool;
  readonly running: Readonly<Record<string, ByPool>>;
  /** Connections that are open now, by pool, from the newest process. */
  readonly active: Readonly<Record<string, number>>;
}

export const emptyLedger = (epoch: number): StatsLedger => ({ epoch, ended: {}, running: {}, active: {} });

/** One reading of one process. `process` names it beyond pid reuse, such as "pid@start". */
export interface Reading {
  readonly process: string;
  readonly rows: readonly StatRow[];
}

export function record(ledger: StatsLedger, { process, rows }: Reading, newest: boolean): StatsLedger {
  const pools = rows.filter((row) => row.get('type') === '1' && !row.get('pxname')?.includes('.'));
  const counters = Object.fromEntries(pools.map((row) => [row.get('pxname') ?? '', countersOf(row)]));
  const active = Object.fromEntries(pools.map((row) => [row.get('pxname') ?? '', Number(row.get('scur'))]));
  return {
    ...ledger,
    running: { ...ledger.running, [process]: counters },
    active: newest ? active : ledger.active,
  };
}

/** Closes the books of every process that is not named. */
export function settle(ledger: StatsLedger, alive: ReadonlySet<string>): StatsLedger {
  const entries = Object.entries(ledger.running);
  const gone = entries.filter(([process]) => !alive.has(process)).map(([, counters]) => counters);
  if (gone.length === 0) return ledger;
  return {
    ...ledger,
    ended: [ledger.ended, ...gone].reduce(sum),
    running: Object.fromEntries(entries.filter(([process]) => alive.has(process))),
  };
}

/** Nothing runs any more. */
export function settleAll(ledger: StatsLedger): StatsLedger {
  const active = Object.fromEntries(Object.keys(ledger.active).map((pool) => [pool, 0]));
  return { ...settle(ledger, new Set()), active };
}

/** The same processes under another epoch: what they have counted so far belongs to the one before. */
export function rebase(ledger: StatsLedger, epoch: number): StatsLedger {
  const counted = Object.values(ledger.running).reduce(sum, {});
  const before = Object.entries(counted).map(([id, counters]) => [id, negative(counters)] as const);
  return { ...ledger, epoch, ended: Object.fromEntries(before) };
}

/** Totals of the pools that the newest process serves. */
export function totals(ledger: StatsLedger): PoolTotals[] {
  const all = [ledger.ended, ...Object.values(ledger.running)].reduce(sum);
  return Object.entries(ledger.active).map(([poolId, activeConnections]) => ({
    poolId,
    activeConnections,
    ...(all[poolId] ?? ZERO),
  }));
}

const ZERO: Counters = { bytesIn: 0, bytesOut: 0, totalConnections: 0 };

const countersOf = (row: StatRow): Counters => ({
  bytesIn: Number(row.get('bin')),
  bytesOut: Number(row.get('bout')),
  totalConnections: Number(row.get('stot')),
});

function sum(a: ByPool, b: ByPool): ByPool {
  const ids = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(ids.map((id) => [id, add(a[id] ?? ZERO, b[id] ?? ZERO)]));
}

const add = (a: Counters, b: Counters): Counters => ({
  bytesIn: a.bytesIn + b.bytesIn,
  bytesOut: a.bytesOut + b.bytesOut,
  totalConnections: a.totalConnections + b.totalConnections,
});

const negative = ({ bytesIn, bytesOut, totalConnections }: Counters): Counters => ({
  bytesIn: -bytesIn,
  bytesOut: -bytesOut,
  totalConnections: -totalConnections,
});
