import { readFileSync } from 'node:fs';
import { sleep } from '@lbaas/common/runtime';

/** What a process was doing at one moment. */
export interface Pulse {
  /** `S` sleeps, `t` is held by a debugger, `T` by a signal, `R` runs or waits for a processor (proc(5)). */
  readonly state: string;
  /** Times that it has been given or has left a processor. */
  readonly switches: string;
  /** The kernel function that it sleeps in; '0' or '' where the kernel does not say. */
  readonly sleepsIn: string;
}

/** By a debugger, or by a signal. */
const HALTED: ReadonlySet<string> = new Set(['t', 'T']);
/** Between two samples. */
const APART_MS = 500;

/**
 * Whether a process that owes an answer hangs, rather than waiting for its turn on a loaded host. Pure.
 *
 * A request wakes a process that waits in its event loop; from then on it is runnable, however long it must wait for a
 * processor. So a process that has not run between two samples and still sleeps is held elsewhere: by a debugger, a
 * signal, a frozen control group, a lock. One that sleeps in its event loop has not accepted the connection, because
 * too many are open at its socket, and one in disk sleep may be waiting for a slow disk: neither proves anything.
 */
export function isHeld(before: Pulse, now: Pulse): boolean {
  if (before.switches !== now.switches) return false;
  if (HALTED.has(before.state) && HALTED.has(now.state)) return true;
  if (before.state !== 'S' || now.state !== 'S') return false;
  return /^[a-z_]/.test(now.sleepsIn) && !/poll|select/.test(now.sleepsIn);
}

/** Samples a single-threaded process twice, half a second apart; false also for one that is gone. */
export async function hangs(pid: number): Promise<boolean> {
  const before = pulseOf(pid);
  if (before === undefined) return false;
  await sleep(APART_MS);
  const now = pulseOf(pid);
  return now !== undefined && isHeld(before, now);
}

function pulseOf(pid: number): Pulse | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const state = /^State:\s+(\S)/m.exec(status)?.[1] ?? '';
    const switches = status.match(/^(?:non)?voluntary_ctxt_switches:.*/gm)?.join() ?? '';
    return { state, switches, sleepsIn: readFileSync(`/proc/${pid}/wchan`, 'latin1').trim() };
  } catch {
    return undefined;
  }
}
