import type { AgentId, DeviceId } from '@lbaas/common/domain';
import { PicksInFlight } from './picks-in-flight.ts';

/** How old counts may be. A pick is remembered for longer, so that none is in neither. */
const KEPT_MS = 1000;
/** How old they may become while somebody who counts them anew has to wait for a lock. */
const LATE_MS = 2000;

/** Devices of an agent: all, and those that it has something to run of. */
export interface Load {
  readonly devices: number;
  readonly running: number;
}
const NONE: Load = { devices: 0, running: 0 };

/** What one snapshot shows. */
export interface Counted {
  /** By the id of the agent; without an entry: none. */
  readonly devices: Readonly<Record<string, Load>>;
  /** Those of the asked-about devices that are in the counts. */
  readonly visible: readonly string[];
}

/**
 * How many devices each agent has: counted about once a second, whatever is placed meanwhile, plus what this server has
 * chosen since. What others change shows with the next count; until then each server spreads what it places itself.
 */
export class AgentLoads {
  readonly #monotonicMs: () => number;
  readonly #picks: PicksInFlight;
  #counts: Counted['devices'] = {};
  #countedAtMs = -Infinity;
  #isCounting = false;

  constructor(clock: { monotonicMs(): number }) {
    this.#monotonicMs = () => clock.monotonicMs();
    this.#picks = new PicksInFlight(clock);
  }

  /**
   * @param read asked to count, and which devices to look for in the counts, when they are due; undefined: not to count
   * @throws what it throws
   */
  async counted<T extends { readonly counted?: Counted }>(
    read: (inFlight: readonly DeviceId[] | undefined) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const startedAtMs = this.#monotonicMs();
    if (!this.#isDue(startedAtMs)) return await read(undefined);
    this.#isCounting = true;
    try {
      const facts = await read(this.#picks.deviceIds());
      if (facts?.counted !== undefined) this.#take(facts.counted, startedAtMs);
      return facts;
    } finally {
      this.#isCounting = false;
    }
  }

  add(deviceId: DeviceId, agentId: AgentId, isIdle: boolean): void {
    this.#picks.add(deviceId, agentId, isIdle);
  }

  of(agentId: AgentId): Load {
    const { devices, running } = this.#counts[agentId] ?? NONE;
    const picked = this.#picks.countOn(agentId);
    return { devices: devices + picked.devices, running: running + picked.running };
  }

  #isDue(nowMs: number): boolean {
    const ageMs = nowMs - this.#countedAtMs;
    return ageMs >= (this.#isCounting ? LATE_MS : KEPT_MS);
  }

  /** Of several that count at once the first to come counts: picks are forgotten that the others may not show. */
  #take({ devices, visible }: Counted, startedAtMs: number): void {
    if (startedAtMs - this.#countedAtMs < KEPT_MS) return;
    this.#counts = devices;
    this.#countedAtMs = startedAtMs;
    this.#picks.forget(visible);
  }
}
