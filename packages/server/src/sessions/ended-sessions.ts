import { type Lifecycle, type Logger, Outage, WakefulLoop, every } from '@lbaas/common/runtime';
import type { NotificationListener, UnitOfWork } from '../persistence/index.ts';
import { idOfSecret } from './session-secret.ts';

export interface EndedSessionsOptions {
  readonly unitOfWork: UnitOfWork;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly pollMs?: number;
}

/** For a notification that was lost while the connection for them was. */
const POLL_MS = 30_000;

const ALIVE = 'SELECT id FROM page_sessions WHERE id = ANY($1) AND expires_at > now()';

/**
 * Tells those whose calls go on and on that their session has ended, at whichever server that was. One statement for
 * all of them whenever a session ends somewhere, and none while nobody watches.
 */
export class EndedSessions implements Lifecycle {
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #unitOfWork: UnitOfWork;
  readonly #loop: WakefulLoop;

  constructor({ unitOfWork, notifications, logger, pollMs = POLL_MS }: EndedSessionsOptions) {
    this.#unitOfWork = unitOfWork;
    this.#loop = new WakefulLoop({
      name: 'ended sessions',
      round: () => this.#round(),
      wakeOn: [every(pollMs), (wake) => notifications.on('lbaas_sessions', wake)],
      outage: new Outage(logger, 'ended sessions'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Calls `ended` when the session has ended; again, as long as it is watched. Returns the end of the watch. */
  watch(secret: string, ended: () => void): () => void {
    const id = idOfSecret(secret) ?? '';
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(ended));
    return () => {
      watchers.delete(ended);
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id);
    };
  }

  async #round(): Promise<void> {
    const watched = [...this.#watchers.keys()];
    if (watched.length === 0) return;
    const rows = await this.#unitOfWork.statements((tx) => tx.query<{ id: string }>(ALIVE, [watched]));
    const alive = new Set(rows.map(({ id }) => id));
    for (const id of watched.filter((each) => !alive.has(each)))
      for (const ended of this.#watchers.get(id) ?? []) ended();
  }
}
