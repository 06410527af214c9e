import type { AgentId } from '@lbaas/common/domain';

/** An agent as one look at the database finds it. */
export interface SeenAgent {
  readonly id: AgentId;
  /** Another one with each heartbeat. */
  readonly mark: string;
  /** Age of the last heartbeat by the clock of the database: trusted at the first look only, and for little. */
  readonly ageMs: number;
}

/** One look at all agents. */
export interface Look {
  /** On the monotonic clock of this server. */
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  /** A heartbeat that an agent sends now is recorded: broker and database do their part. */
  readonly canHear: boolean;
  readonly agents: readonly SeenAgent[];
}

interface Known {
  readonly mark: string;
  readonly sinceMs: number;
  /** It was not among those who report when its silence began to be measured. */
  readonly wasGone: boolean;
}

export interface Silence {
  readonly silentMs: number;
  /** It has been heard within the last minute. */
  readonly isRecent: boolean;
}

/** Whoever was silent for longer is not among those who vanish at once. */
const RECENT_MS = 60_000;

/**
 * How long each agent has been silent, on the monotonic clock of this server and as far as it could hear: no clock that
 * is set, here or at the database, makes an agent look dead or alive.
 *
 * Silence begins with the look that finds another mark, so it is never longer than it really was. It begins anew for
 * all agents whenever nobody may have heard them: at the start, after a time without broker or writable database, and
 * after a pause between two looks (this server, or its whole machine, stood still). `readyAtMs` is when silence means
 * anything again.
 */
export class AgentWatch {
  readonly #maxPauseMs: number;
  readonly #known = new Map<AgentId, Known>();
  #lastMs = -Infinity;
  #hearsSinceMs: number | undefined;

  /** @param maxPauseMs the longest pause between two looks that is none */
  constructor(maxPauseMs: number) {
    this.#maxPauseMs = maxPauseMs;
  }

  look({ askedAtMs, answeredAtMs, canHear, agents }: Look): void {
    const hasPaused = answeredAtMs - this.#lastMs > this.#maxPauseMs;
    const isFirst = this.#lastMs === -Infinity;
    if (!canHear) this.#hearsSinceMs = undefined;
    else if (this.#hearsSinceMs === undefined || hasPaused) this.#hearsSinceMs = answeredAtMs;
    const beginsAnew = !canHear || this.#hearsSinceMs === answeredAtMs;
    this.#forget(agents);
    for (const agent of agents) this.#see(agent, { askedAtMs, answeredAtMs, beginsAnew, isFirst });
    this.#lastMs = answeredAtMs;
  }

  /** For how long agents could be heard without a pause, up to the last look. */
  get hearingMs(): number {
    return this.#hearsSinceMs === undefined ? 0 : this.#lastMs - this.#hearsSinceMs;
  }

  /** At the time of a look: when it was asked. undefined for an agent that it has not found. */
  silenceOf(id: AgentId, askedAtMs: number): Silence | undefined {
    const known = this.#known.get(id);
    if (known === undefined) return undefined;
    const silentMs = Math.max(0, askedAtMs - known.sinceMs);
    return { silentMs, isRecent: !known.wasGone && silentMs <= RECENT_MS };
  }

  #see(
    { id, mark, ageMs }: SeenAgent,
    at: Pick<Look, 'askedAtMs' | 'answeredAtMs'> & {
      readonly beginsAnew: boolean;
      readonly isFirst: boolean;
    },
  ): void {
    const known = this.#known.get(id);
    const sinceMs = at.answeredAtMs;
    if (known === undefined) this.#known.set(id, { mark, sinceMs, wasGone: at.isFirst && ageMs > RECENT_MS });
    else if (known.mark !== mark) this.#known.set(id, { mark, sinceMs, wasGone: false });
    else if (at.beginsAnew) {
      const wasGone = known.wasGone || at.askedAtMs - known.sinceMs > RECENT_MS;
      this.#known.set(id, { mark, sinceMs, wasGone });
    }
  }

  #forget(agents: readonly SeenAgent[]): void {
    const there = new Set(agents.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!there.has(id)) this.#known.delete(id);
  }
}
