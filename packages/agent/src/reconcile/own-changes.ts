import type { Clock } from '@lbaas/common/runtime';

/** How long after the work on a device its own changes may still be heard of, on a busy host too. */
const ECHO_MS = 300;

/**
 * Which changes of a device may be the agent's own: those that are heard of while it is worked on, or soon after. What
 * such a change takes away is looked at once the echoes are over, unless the work itself reads the ports after it; all
 * others are left alone, so that the agent never wakes itself twice.
 */
export class OwnChanges {
  readonly #clock: Clock;
  readonly #working = new Set<string>();
  /** Devices that lost something while they were worked on, after their ports were read last. */
  readonly #unread = new Set<string>();
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
      this.#unread.delete(deviceId);
      this.#workedAtMs.set(deviceId, this.#clock.monotonicMs());
    }
  }

  /** True while it is worked on: a reading of its ports that begins later shows what has become of it. */
  loses(deviceId: string): boolean {
    if (!this.#working.has(deviceId)) return false;
    this.#unread.add(deviceId);
    return true;
  }

  /** The ports are about to be read in full. */
  reads(deviceId: string): void {
    this.#unread.delete(deviceId);
  }

  /** Whether it has lost something that no reading has shown yet; only while it is worked on. */
  isUnread(deviceId: string): boolean {
    return this.#unread.has(deviceId);
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
