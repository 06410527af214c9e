const REASONS = {
  full: 'too many wait already',
  late: 'the turn has not come in time',
  gone: 'nobody is there to take it',
} as const;

type Reason = keyof typeof REASONS;

/** Why somebody gets no turn: too many of the same party wait already, it has waited for too long, or has gone. */
export class TurnRefused extends Error {
  override readonly name = 'TurnRefused';
  readonly reason: Reason;
  /** How many of the same party wait. */
  readonly waiting: number;

  constructor(reason: Reason, waiting: number) {
    super(REASONS[reason]);
    this.reason = reason;
    this.waiting = waiting;
  }
}

export interface FairTurnsOptions {
  /** Turns at once. */
  readonly seats: number;
  /** Part of the seats that the others leave which one party may hold; less than 1. It may always hold one. */
  readonly share: number;
  /** How many of one party wait at most. */
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
}

export interface Waiting {
  /** Takes it out of its line; it is of no account once the turn has come. */
  readonly gone?: AbortSignal | undefined;
  /** Less than `maxWaitMs`. */
  readonly withinMs?: number | undefined;
}

/** One party: what it holds, and who of it waits, the first to come first. */
interface Line {
  held: number;
  readonly waiting: Set<() => void>;
}

/**
 * Hands out a fixed number of turns among parties. Whoever holds a turn may hold another only if a seat stays free
 * behind it, so a newcomer finds one however much a single party asks for, and two busy parties come to equal parts.
 * Free seats go round the parties that wait for them, one each.
 */
export class FairTurns {
  readonly #options: FairTurnsOptions;
  /** Of those who hold or wait. */
  readonly #lines = new Map<string, Line>();
  /** Of those who wait, in the order in which they are looked at. */
  readonly #waitingLines = new Map<string, Line>();
  #held = 0;
  #waiting = 0;

  constructor(options: FairTurnsOptions) {
    this.#options = options;
  }

  /** How many wait now. */
  get waiting(): number {
    return this.#waiting;
  }

  /** @throws TurnRefused before the work begins, and what the work throws */
  async run<T>(party: string, work: () => Promise<T>, waiting: Waiting = {}): Promise<T> {
    const line = this.#lineOf(party);
    if (line.waiting.size === 0 && this.#mayTake(line)) this.#take(line);
    else await this.#wait(party, line, waiting);
    try {
      return await work();
    } finally {
      this.#give(party, line);
    }
  }

  #lineOf(party: string): Line {
    const known = this.#lines.get(party);
    if (known !== undefined) return known;
    const line: Line = { held: 0, waiting: new Set() };
    this.#lines.set(party, line);
    return line;
  }

  #mayTake({ held }: Line): boolean {
    const { seats, share } = this.#options;
    if (this.#held >= seats) return false;
    const leftByOthers = seats - (this.#held - held);
    return held < Math.max(1, Math.floor(share * leftByOthers));
  }

  #take(line: Line): void {
    line.held += 1;
    this.#held += 1;
  }

  #give(party: string, line: Line): void {
    line.held -= 1;
    this.#held -= 1;
    this.#serve();
    this.#forgetIdle(party, line);
  }

  #forgetIdle(party: string, { held, waiting }: Line): void {
    if (held === 0 && waiting.size === 0) this.#lines.delete(party);
  }

  /** A turn that is given back may let more than one go: the others leave more to a line that was at its limit. */
  #serve(): void {
    while (this.#waitingLines.size > 0) {
      const next = this.#nextLine();
      if (next === undefined) return;
      const [party, line] = next;
      const [enter] = line.waiting;
      this.#take(line);
      enter?.();
      this.#waitingLines.delete(party);
      if (line.waiting.size > 0) this.#waitingLines.set(party, line);
    }
  }

  #nextLine(): readonly [string, Line] | undefined {
    for (const entry of this.#waitingLines) if (this.#mayTake(entry[1])) return entry;
    return undefined;
  }

  /** Resolves with the turn taken. */
  #wait(party: string, line: Line, { gone, withinMs }: Waiting): Promise<void> {
    const { maxWaitMs } = this.#options;
    const refusal = this.#refusalOf(line, gone);
    if (refusal !== undefined) {
      this.#forgetIdle(party, line);
      return Promise.reject(new TurnRefused(refusal, line.waiting.size));
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', onGone);
        line.waiting.delete(enter);
        this.#waiting -= 1;
      };
      const enter = (): void => {
        leave();
        resolve();
      };
      const giveUp = (reason: Reason): void => {
        leave();
        if (line.waiting.size === 0) this.#waitingLines.delete(party);
        this.#forgetIdle(party, line);
        reject(new TurnRefused(reason, line.waiting.size));
      };
      const onGone = (): void => giveUp('gone');
      const timer = setTimeout(() => giveUp('late'), Math.min(maxWaitMs, withinMs ?? maxWaitMs));
      gone?.addEventListener('abort', onGone);
      line.waiting.add(enter);
      this.#waitingLines.set(party, line);
      this.#waiting += 1;
    });
  }

  #refusalOf({ waiting }: Line, gone?: AbortSignal): Reason | undefined {
    if (gone?.aborted === true) return 'gone';
    return waiting.size >= this.#options.maxWaiting ? 'full' : undefined;
  }
}
