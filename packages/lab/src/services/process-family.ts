import type { ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { DeadlineError, eventually, withDeadline } from '@lbaas/common/runtime';
import { startTicks } from '../hosts/process-table.ts';

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
}

export const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/**
 * Sends the signal, waits until the process and everything that it had started are gone, and uses SIGKILL if that
 * takes longer than the deadline.
 */
export async function endFamily(
  child: ChildProcess,
  signal: NodeJS.Signals,
  deadlineMs: number,
): Promise<void> {
  if (child.pid === undefined) return;
  // With their start times: another process may get the pid of one that has ended.
  const family = new Map([child.pid, ...descendantsOf(child.pid)].map((pid) => [pid, startTicks(pid)]));
  await endProcess(child, signal, deadlineMs);
  await eventually(() => refuseLiving(family), { withinMs: deadlineMs });
}

/** Kills a process and everything that it had started, at once and without waiting: for the exit of this process. */
export function killFamily(pid: number): void {
  for (const member of [pid, ...descendantsOf(pid)]) {
    try {
      process.kill(member, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals, deadlineMs: number): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  try {
    await withDeadline(`process ${child.pid} to end`, deadlineMs, () => ended);
  } catch (error) {
    if (!(error instanceof DeadlineError) || signal === 'SIGKILL') throw error;
    await endProcess(child, 'SIGKILL', deadlineMs);
  }
}

/** A zombie has ended: if process 1 does not reap, orphans stay in the table for ever. */
function refuseLiving(family: ReadonlyMap<number, number | undefined>): void {
  const living = [...family].filter(([pid, began]) => began !== undefined && startTicks(pid) === began);
  if (living.length > 0) throw new Error(`still running: ${living.map(([pid]) => pid).join(', ')}`);
}

function descendantsOf(ancestor: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  const childrenOf = (parent: number): number[] =>
    all.filter((stat) => stat.parent === parent).flatMap(({ pid }) => [pid, ...childrenOf(pid)]);
  return childrenOf(ancestor);
}

function readStat(pid: number): ProcessStat | undefined {
  try {
    // The command name in parentheses may contain anything; the fields after the last parenthesis are regular.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
