import { type AgentId, type DeviceId, asDeviceId } from '@lbaas/common/domain';

/** How long a pick may stay invisible to those that count before it counts as rolled back. */
const LIFETIME_MS = 3000;

interface Pick {
  readonly agentId: AgentId;
  /** Nothing is to be run of the device yet. */
  readonly isIdle: boolean;
  readonly untilMs: number;
}

/**
 * The choices of this server that the last count does not show yet. Concurrent creates go by the same counts; without
 * this they would all choose the same least loaded agent. No lock is held between them.
 */
export class PicksInFlight {
  readonly #monotonicMs: () => number;
  readonly #picks = new Map<DeviceId, Pick>();

  constructor(clock: { monotonicMs(): number }) {
    this.#monotonicMs = () => clock.monotonicMs();
  }

  deviceIds(): DeviceId[] {
    this.#expire();
    return [...this.#picks.keys()];
  }

  add(deviceId: DeviceId, agentId: AgentId, isIdle: boolean): void {
    // Deleted first: the map stays in the order of expiry.
    this.#picks.delete(deviceId);
    this.#picks.set(deviceId, { agentId, isIdle, untilMs: this.#monotonicMs() + LIFETIME_MS });
  }

  /** They are in the count from now on. */
  forget(visible: readonly string[]): void {
    for (const id of visible) this.#picks.delete(asDeviceId(id));
  }

  countOn(agentId: AgentId): { readonly devices: number; readonly running: number } {
    this.#expire();
    let [devices, running] = [0, 0];
    for (const pick of this.#picks.values()) {
      if (pick.agentId !== agentId) continue;
      devices += 1;
      if (!pick.isIdle) running += 1;
    }
    return { devices, running };
  }

  #expire(): void {
    const now = this.#monotonicMs();
    for (const [deviceId, pick] of this.#picks) {
      if (pick.untilMs > now) return;
      this.#picks.delete(deviceId);
    }
  }
}
