import type { RuntimeSession } from '../runtime/runtime-session.ts';
import type { News } from '../model/types.ts';

/** The ring buffer of HAProxy (configuration manual 3.6) that changes of servers are written to. */
export const HEALTH_RING = 'health';

/** From the oldest one that it keeps, so that none is missed between a poll and this. */
const FOLLOW = `show events ${HEALTH_RING} -w`;

/** Whether a process with this configuration says when a member changes. */
export const tellsNews = (configuration: string): boolean =>
  configuration.includes(`\nring ${HEALTH_RING}\n`);

/**
 * Hears from one process when one of its servers goes up, down, or in or out of maintenance, the moment that it does
 * (management manual 9.3, `show events`). What exactly is left to the next poll: this only says that it is worth
 * looking. Its connection keeps a process that should finish alive, so it must be closed before a process is replaced.
 */
export class MemberNews {
  readonly #open: () => Promise<RuntimeSession>;
  readonly #tell: (news: News) => void;
  #session: RuntimeSession | undefined;

  constructor(open: () => Promise<RuntimeSession>, tell: (news: News) => void) {
    this.#open = open;
    this.#tell = tell;
  }

  /** Until close(), or until the connection ends, which is news too. */
  async follow(): Promise<void> {
    if (this.#session !== undefined) return;
    const session = await this.#open();
    this.#session = session;
    session.follow(FOLLOW, { onData: () => this.#tell('changed'), onEnd: () => this.#ended() });
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #ended(): void {
    this.#session = undefined;
    this.#tell('ended');
  }
}
