import { sleep } from './sleep.ts';

export interface EventuallyOptions {
  readonly withinMs: number;
  readonly everyMs?: number;
}

/** A sleep that takes this much longer than requested shows that the process was not running. */
const STANDSTILL_MS = 100;

/**
 * Repeats `fn` until it does not throw, and returns its result. Time in which this process did not run (a loaded or
 * frozen machine) does not count, because what it waits for may not have run either.
 * @throws Error with the time waited, and the last failure as its cause
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

/** @returns how many milliseconds longer than requested the sleep took */
async function oversleep(ms: number): Promise<number> {
  const startedMs = performance.now();
  await sleep(ms);
  return performance.now() - startedMs - ms;
}

function gaveUp(withinMs: number, cause: unknown): Error {
  const last = cause instanceof Error ? cause.message : String(cause);
  return new Error(`not within ${withinMs} ms: ${last}`, { cause });
}
