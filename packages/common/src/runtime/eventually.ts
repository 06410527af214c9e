import { sleep } from './sleep.ts';

export interface EventuallyOptions {
  readonly withinMs: number;
  readonly everyMs?: number;
}

/** A pause that lasts this much longer than asked for says that the process stood still. */
const STANDSTILL_MS = 100;

/**
 * Repeats `fn` until it does not throw and returns what it returned. While the process stands still (a loaded or frozen
 * machine) what it waits for may stand still too, so that this time does not count.
 * @throws Error that says how long was waited, with the last failure as its cause
 */
export async function eventually<T>(fn: () => Promise<T> | T, options: EventuallyOptions): Promise<T> {
  const { withinMs, everyMs = 20 } = options;
  let giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await fn();
    } catch (cause) {
      if (performance.now() + everyMs > giveUpAt) throw gaveUp(withinMs, cause);
    }
    const lateMs = await oversleep(everyMs);
    if (lateMs > STANDSTILL_MS) giveUpAt += lateMs;
  }
}

/** @returns how much longer than asked for it took, in milliseconds */
async function oversleep(ms: number): Promise<number> {
  const startedMs = performance.now();
  await sleep(ms);
  return performance.now() - startedMs - ms;
}

function gaveUp(withinMs: number, cause: unknown): Error {
  const last = cause instanceof Error ? cause.message : String(cause);
  return new Error(`not within ${withinMs} ms: ${last}`, { cause });
}
