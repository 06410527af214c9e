import type { Clock } from '@lbaas/common/runtime';

/** How long after the work on a device its own changes may still be heard of, on a busy host too. */
const ECHO_MS = 300;

/**
 * Which changes of a device may be the agent's own: those that are heard of while it is worked on, or soon after. What
 * such a change takes away is looked at once the echoes are over; all others are left alone, so that the agent never
 * wakes itself twice.
 */
export class OwnChanges {
  readonly #clock: Clock;
  readonly #working = new Set<string>();
  readonly #workedAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async during<T>(deviceId: string, work: () => Promise<T>): Promise<T> {
    this.#working.add(deviceId);
    try {
      return await work();
    } finally {
      this.#working.delete(deviceId);
      this.#workedAtMs.set(deviceId, this.#clock.monotonicMs());
    }
  }

  /** Milliseconds until what is heard of the device is somebody else's; 0 = it is. */
  echoesForMs(deviceId: string): number {
    if (this.#working.has(deviceId)) return ECHO_MS;
    const workedAtMs = this.#workedAtMs.get(deviceId) ?? -Infinity;
    return Math.max(0, workedAtMs + ECHO_MS - this.#clock.monotonicMs());
  }

  forget(deviceId: string): void {
    this.#workedAtMs.delete(deviceId);
  }
}
