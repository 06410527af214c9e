import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AmqpConnection } from '@lbaas/common/amqp';
import type { AgentId, DeviceId } from '@lbaas/common/domain';
import {
  type Clock,
  type Lifecycle,
  type Logger,
  type Metrics,
  Outage,
  WakefulLoop,
  every,
  inRequest,
} from '@lbaas/common/runtime';
import type { UnitOfWork } from '../persistence/index.ts';
import type { Moved, Mover } from '../placement/index.ts';
import { AgentWatch } from './agent-watch.ts';
import type { Brake, BrakeVerdict } from './brake.ts';
import {
  type FailoverState,
  lockDead,
  readBrake,
  readState,
  recordFailure,
  releaseFor,
  setBrake,
  tryToDecide,
} from './failover-sql.ts';
import { type FailoverMeter, failoverMeter } from './failover-meter.ts';
import {
  type FailoverPlan,
  type FailoverSettings,
  type WatchedAgent,
  planFailover,
} from './plan-failover.ts';

export interface FailoverKeeperOptions extends FailoverSettings {
  readonly unitOfWork: Pick<UnitOfWork, 'transaction' | 'statements' | 'isOutOfSpace'>;
  readonly connection: Pick<AmqpConnection, 'obstacle'>;
  readonly mover: Pick<Mover, 'moveBatch'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly pollMs?: number;
  /** Devices of one transaction. */
  readonly batch?: number;
}

const POLL_MS = 500;
const BATCH = 250;
/** Between two attempts to place what nobody could take. */
const RETRY_MS = 3000;

/** Worded for whoever reads it beside the host. */
const WHY = 'its host fell silent, and its lease has run out';

/**
 * Moves the devices of agents that are dead for certain to others (docs/adr/0031-automatic-failover.md).
 *
 * Each round looks at all agents, and notes how long each has been silent (AgentWatch). Until agents could be heard for
 * as long as they take to look dead, nothing is concluded. Then the brake is judged, and what is left of the dead
 * moves, in transactions of some hundred devices. When the brake has held, and those who are back release it, the
 * others have as long to come back too. Every server looks; one at a time decides, under a lock, and checks
 * there that nothing has changed since it looked. A server that ends in the middle leaves devices that still have the
 * dead agent: the next round of any server goes on with them. Never: a move of what a heartbeat was recorded for
 * meanwhile, or of an agent that holds no lease.
 */
export class FailoverKeeper implements Lifecycle {
  readonly #options: FailoverKeeperOptions;
  readonly #watch: AgentWatch;
  readonly #meter: FailoverMeter;
  readonly #loop: WakefulLoop;
  readonly #batch: number;
  /** When what nobody could take is tried again, by agent. */
  readonly #retryAtMs = new Map<AgentId, number>();
  /** When the brake was last seen to hold; never, once an admin has lifted it. */
  #heldAtMs = -Infinity;

  constructor(options: FailoverKeeperOptions) {
    const { logger, metrics, agentDownAfterMs, pollMs = POLL_MS, batch = BATCH } = options;
    this.#options = options;
    this.#batch = batch;
    this.#watch = new AgentWatch(Math.max(agentDownAfterMs / 2, 3 * pollMs));
    this.#meter = failoverMeter(metrics);
    this.#loop = new WakefulLoop({
      name: 'failover',
      round: (signal) => this.#round(signal),
      wakeOn: [every(pollMs)],
      outage: new Outage(logger, 'failover'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { unitOfWork, clock, connection, agentDownAfterMs } = this.#options;
    const askedAtMs = clock.monotonicMs();
    const state = await unitOfWork.statements(readState);
    const answeredAtMs = clock.monotonicMs();
    // A heartbeat that the database has no room for is not seen.
    const canHear = connection.obstacle === undefined && !state.isReadOnly && !unitOfWork.isOutOfSpace;
    this.#watch.look({ askedAtMs, answeredAtMs, canHear, agents: state.agents });
    const isHeld = state.brake !== undefined && !state.brake.isLifted;
    this.#meter.braked(isHeld);
    if (isHeld) this.#heldAtMs = askedAtMs;
    else if (state.brake !== undefined) this.#heldAtMs = -Infinity;
    if (this.#watch.hearingMs < agentDownAfterMs) return;
    const plan = planFailover(this.#agents(state, askedAtMs), state.brake, this.#options);
    if (!(await this.#brake(plan.brake, state.brake))) return;
    if (askedAtMs - this.#heldAtMs < agentDownAfterMs) return;
    for (const agent of plan.dead) {
      const isDue = (this.#retryAtMs.get(agent.id) ?? 0) <= askedAtMs;
      if (isDue && !signal.aborted) await this.#failOver(agent, plan, signal);
    }
    for (const agent of plan.mute) if (!signal.aborted) await this.#release(agent);
  }

  #agents({ agents }: FailoverState, askedAtMs: number): readonly WatchedAgent[] {
    return agents.map((agent) => {
      const { silentMs = 0, isRecent = true } = this.#watch.silenceOf(agent.id, askedAtMs) ?? {};
      return { ...agent, silentMs, isRecent };
    });
  }

  /** @returns whether devices may be moved */
  async #brake(verdict: BrakeVerdict, judged: Brake | undefined): Promise<boolean> {
    if (verdict.kind === 'free') return true;
    if (verdict.kind === 'braked') return false;
    const { unitOfWork, logger } = this.#options;
    const isDone = await unitOfWork.transaction(async (tx) => {
      if (!(await tryToDecide(tx)) || !isDeepStrictEqual(await readBrake(tx), judged)) return false;
      await setBrake(tx, verdict);
      return true;
    });
    if (!isDone) return false;
    if (verdict.kind === 'release') {
      logger.warn('the brake of the failover is released');
      return true;
    }
    logger.error(
      { silent: verdict.agents.length, agents: verdict.alive },
      'too many agents have fallen silent at once: nothing is moved until they are back, or the brake is lifted',
    );
    return false;
  }

  async #failOver(agent: WatchedAgent, plan: FailoverPlan, signal: AbortSignal): Promise<void> {
    const requestId = `req-${randomUUID()}`;
    const { logger, clock } = this.#options;
    const beganMs = clock.monotonicMs();
    let devices = 0;
    let stuck = 0;
    let after: DeviceId | undefined;
    do {
      const moved = await this.#moveBatch(agent, plan, { after, requestId });
      if (moved === undefined) break;
      devices += moved.moved.length;
      stuck += moved.stuck.length;
      after = moved.next;
    } while (after !== undefined && !signal.aborted);
    if (stuck > 0) this.#retryAtMs.set(agent.id, clock.monotonicMs() + RETRY_MS);
    if (devices === 0) return;
    this.#meter.moved(devices);
    const about = { agent: agent.host, devices, stuck, took_ms: Math.round(clock.monotonicMs() - beganMs) };
    inRequest(requestId, () => logger.warn(about, 'an agent is dead: its devices are moved to others'));
  }

  async #release({ id, host, mark }: WatchedAgent): Promise<void> {
    const { unitOfWork, logger } = this.#options;
    const devices = await unitOfWork.transaction(async (tx) => {
      if (!(await tryToDecide(tx))) return [];
      const brake = await readBrake(tx);
      if (brake !== undefined && !brake.isLifted) return [];
      return releaseFor(tx, id, mark);
    });
    if (devices.length > 0)
      logger.warn({ agent: host, devices }, 'a disabled agent is dead: its addresses are free for others');
  }

  /** undefined when somebody else is at it, or the agent is not as it was found. */
  #moveBatch(
    { id, host, mark }: WatchedAgent,
    { late }: FailoverPlan,
    { after, requestId }: { readonly after: DeviceId | undefined; readonly requestId: string },
  ): Promise<Moved | undefined> {
    const { unitOfWork, mover } = this.#options;
    return unitOfWork.transaction(async (tx) => {
      if (!(await tryToDecide(tx))) return undefined;
      const brake = await readBrake(tx);
      if (brake !== undefined && !brake.isLifted) return undefined;
      const dead = await lockDead(tx, id, mark);
      if (dead === undefined) return undefined;
      const away = { from: { agentId: id, host }, why: WHY, isFenced: true, requestId };
      const moved = await mover.moveBatch(tx, away, { after, limit: this.#batch, except: late });
      if (moved.moved.length > 0 && !dead.isKnown) recordFailure(tx, id);
      return moved;
    });
  }
}
