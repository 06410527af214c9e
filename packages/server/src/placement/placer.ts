import type { DeviceId } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';
import { type Liveness, insertPlacement, retirePlacements } from '../devices/index.ts';
import type { AgentLoads, Load } from './agent-loads.ts';
import type { Candidate, Need } from './candidate.ts';
import { eligible, explainNoAgent, isFull, unreachable } from './eligibility.ts';
import { type PlacementFacts, readPlacementFacts, recordWaiting } from './placement-queries.ts';
import type { ServiceProvider } from '../devices/providers.ts';
import { needOf } from './need.ts';
import type { Scheduler } from './scheduler.ts';

export type Placed =
  | { readonly kind: 'placed'; readonly host: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'waiting'; readonly reason: string };

export interface PlacerOptions extends Liveness {
  readonly scheduler: Scheduler;
  readonly loads: AgentLoads;
  /** @default HAProxy alone */
  readonly providers: readonly ServiceProvider[];
  /** [0, 1) */
  readonly random?: () => number;
}

/**
 * Decides which agent runs a device. A device is held by at most one agent; a move retires the old
 * placement, which stays until its agent confirms, and raises the epoch for the new one.
 */
export class Placer {
  readonly #options: Required<PlacerOptions>;

  constructor(options: PlacerOptions) {
    this.#options = { random: Math.random, ...options };
  }

  /**
   * Places a device that has no host, within the caller's transaction; `unchanged` when it has one. What follows in the
   * transaction travels with the placement.
   */
  async place(tx: Tx, deviceId: DeviceId): Promise<Placed> {
    const facts = await this.#read(tx, deviceId);
    if (facts === undefined || facts.deleting || facts.holderId !== undefined) return { kind: 'unchanged' };
    return this.#choose(tx, deviceId, facts);
  }

  /**
   * Moves a device whose networks its agent does not reach, or that gets its first thing to run while its agent can
   * carry no more, and places it when it has no host. To be called after a change of its VIP or pools.
   */
  async ensureFit(tx: Tx, deviceId: DeviceId): Promise<Placed> {
    const facts = await this.#read(tx, deviceId);
    if (facts === undefined || facts.deleting) return { kind: 'unchanged' };
    const holder = facts.agents.find((agent) => agent.agentId === facts.holderId);
    if (holder !== undefined) {
      const fits = unreachable(holder, this.#needOf(facts)).length === 0;
      if (fits && !(facts.holderWaits && this.#isFull(holder))) return { kind: 'unchanged' };
      await retirePlacements(tx, deviceId);
    }
    return this.#choose(tx, deviceId, facts);
  }

  #read(tx: Tx, deviceId: DeviceId): Promise<PlacementFacts | undefined> {
    const { agentDownAfterMs, loads } = this.#options;
    return loads.counted((inFlight) => readPlacementFacts(tx, { deviceId, agentDownAfterMs, inFlight }));
  }

  async #choose(tx: Tx, deviceId: DeviceId, facts: PlacementFacts): Promise<Placed> {
    const need = this.#needOf(facts);
    const candidates = this.#candidates(facts);
    const chosen = this.#options.scheduler(eligible(candidates, need), this.#options.random);
    if (chosen === undefined) return wait(tx, deviceId, facts, explainNoAgent(candidates, need));
    // Before the next await: a concurrent create of this server must count this choice.
    this.#options.loads.add(deviceId, chosen.agentId, facts.beginsIdle);
    insertPlacement(tx, deviceId, { ...chosen, isIdle: facts.beginsIdle });
    return { kind: 'placed', host: chosen.host };
  }

  #needOf(facts: PlacementFacts): Need {
    return needOf({ ...facts, isIdle: facts.beginsIdle }, this.#options.providers);
  }

  #candidates({ agents }: PlacementFacts): readonly Candidate[] {
    return agents.map((agent) => ({ ...agent, ...this.#options.loads.of(agent.agentId) }));
  }

  #isFull({ agentId, carries }: Omit<Candidate, keyof Load>): boolean {
    return isFull({ carries, running: this.#options.loads.of(agentId).running });
  }
}

async function wait(tx: Tx, deviceId: DeviceId, facts: PlacementFacts, reason: string): Promise<Placed> {
  if (facts.placementReason !== reason) await recordWaiting(tx, deviceId, reason);
  return { kind: 'waiting', reason };
}
