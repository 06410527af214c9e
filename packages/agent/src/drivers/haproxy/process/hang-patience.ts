import type { Clock } from '@lbaas/common/runtime';
import { isDebugged } from '../../../host/index.ts';
import { hasCode } from '../model/errors.ts';

/** A process that hangs for longer is replaced. */
const PATIENCE_MS = 10_000;

/** Since when a process has not answered because it hangs. */
export class HangPatience {
  readonly #clock: Clock;
  #hung: { readonly pid: number; readonly sinceMs: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  answered(): void {
    this.#hung = undefined;
  }

  /** One that somebody looks at with a debugger is left to them. */
  isOver(pid: number, error: unknown): boolean {
    if (!hasCode(error, 'hung') || isDebugged(pid)) return false;
    const nowMs = this.#clock.monotonicMs();
    if (this.#hung?.pid !== pid) this.#hung = { pid, sinceMs: nowMs };
    return nowMs - this.#hung.sinceMs >= PATIENCE_MS;
  }
}
