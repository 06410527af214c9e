import { sleep } from './sleep.ts';

export interface EventuallyOptions {
  readonly withinMs: number;
  readonly everyMs?: number;
}

/**
 * Repeats `fn` until it does not throw and returns what it returned.
 * @throws Error that says how long was waited, with the last failure as its cause
 */
export async function eventually<T>(fn: () => Promise<T> | T, options: EventuallyOptions): Promise<T> {
  const { withinMs, everyMs = 20 } = options;
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await fn();
    } catch (cause) {
      if (performance.now() + everyMs > giveUpAt) throw gaveUp(withinMs, cause);
    }
    await sleep(everyMs);
  }
}

function gaveUp(withinMs: number, cause: unknown): Error {
  const last = cause instanceof Error ? cause.message : String(cause);
  return new Error(`not within ${withinMs} ms: ${last}`, { cause });
}
