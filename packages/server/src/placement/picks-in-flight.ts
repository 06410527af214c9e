import { type AgentId, type DeviceId, asDeviceId } from '@lbaas/common/domain';

/** How long a pick may stay invisible to other transactions before it counts as rolled back. */
const LIFETIME_MS = 2000;

interface Pick {
  readonly agentId: AgentId;
  readonly untilMs: number;
}

/**
 * The choices of this server that other transactions cannot see yet. Concurrent creates read the same counts;
 * without this they would all choose the same least loaded agent. No lock is held between them.
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

  add(deviceId: DeviceId, agentId: AgentId): void {
    // Deleted first: the map stays in the order of expiry.
    this.#picks.delete(deviceId);
    this.#picks.set(deviceId, { agentId, untilMs: this.#monotonicMs() + LIFETIME_MS });
  }

  /** What one snapshot shows, every later one shows too: asking about it again would only cost time. */
  forget(visible: readonly string[]): void {
    for (const id of visible) this.#picks.delete(asDeviceId(id));
  }

  /** Picks on an agent that the caller's snapshot of the placements does not show. */
  countBeyond(visible: ReadonlySet<string>, agentId: AgentId): number {
    let count = 0;
    for (const [deviceId, pick] of this.#picks) {
      if (pick.agentId === agentId && !visible.has(deviceId)) count += 1;
    }
    return count;
  }

  #expire(): void {
    const now = this.#monotonicMs();
    for (const [deviceId, pick] of this.#picks) {
      if (pick.untilMs > now) return;
      this.#picks.delete(deviceId);
    }
  }
}
