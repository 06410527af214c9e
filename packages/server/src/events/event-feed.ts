import { type Lifecycle, type Logger, type Metrics, sleep } from '@lbaas/common/runtime';
import type { NotificationListener, UnitOfWork } from '../persistence/index.ts';
import { Blockage } from './blockage.ts';
import { type Position, comparePositions, laterOf } from './position.ts';
import { type Present, type ReadPage, readEvents, readPresent } from './read-events.ts';
import { PageWaiters } from './page-waiters.ts';
import { RecentPages } from './recent-pages.ts';
import type { EventPage } from './recorded-event.ts';
import { WakeUp } from './wake-up.ts';

export interface EventFeedOptions {
  /** For the tail, which must not wait behind API calls. */
  readonly background: UnitOfWork;
  /** For what a stream reads for itself. */
  readonly unitOfWork: UnitOfWork;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly settings?: Partial<EventFeedSettings>;
}

export interface EventFeedSettings {
  readonly pollMs: number;
  /** Between two reads, however many commits there are: under load they are read together. */
  readonly gapMs: number;
  /** Until events behind a transaction that is under way are looked for again. */
  readonly hidingMs: number;
  /** Events looked at by one statement. */
  readonly pageSize: number;
  /** Events kept for the streams that keep up. */
  readonly recentEvents: number;
  /** How long events may wait for one transaction until the log says for which. */
  readonly patienceMs: number;
}

const DEFAULTS: EventFeedSettings = {
  pollMs: 1000,
  gapMs: 10,
  hidingMs: 25,
  pageSize: 1000,
  recentEvents: 5000,
  patienceMs: 10_000,
};

export interface NextOptions {
  /** Events of others may be missing in the page; undefined = all. */
  readonly projects?: readonly string[] | undefined;
  readonly signal: AbortSignal;
  /** Until an empty page is given when there is nothing. */
  readonly withinMs: number;
}

export type NextPage = EventPage & {
  /** Events behind the position are gone for their age: `to` is the present. */
  readonly isTooOld?: boolean;
};

/**
 * Tells what has changed, to any number of readers, each at its own pace and from its own position.
 *
 * While anybody follows, one loop reads what is new, woken by commits anywhere, and keeps the newest stretch. A reader
 * whose position is in that stretch is served from it, any other reads the table for itself until it gets there: a page
 * says where it ends, so there is neither a gap nor a repetition between the two. Without followers nothing is read.
 */
export class EventFeed implements Lifecycle {
  readonly #options: EventFeedOptions;
  readonly #settings: EventFeedSettings;
  readonly #delay: ReturnType<Metrics['histogram']>;
  readonly #commits = new WakeUp();
  readonly #waiters = new PageWaiters();
  readonly #blockage: Blockage;
  #unsubscribe: (() => void) | undefined;
  #stopping: AbortController | undefined;
  #tailing: Promise<void> | undefined;
  #recent: RecentPages | undefined;
  #presenting: Promise<Present> | undefined;
  #followers = 0;
  #databaseAway = false;

  constructor(options: EventFeedOptions) {
    this.#options = options;
    this.#settings = { ...DEFAULTS, ...options.settings };
    const { background: unitOfWork, logger } = options;
    this.#blockage = new Blockage({ unitOfWork, logger, patienceMs: this.#settings.patienceMs });
    this.#delay = options.metrics.histogram(
      'lbaas_event_delay_seconds',
      'From a change until the event streams of this server can tell of it',
      [],
      DELAY_BUCKETS_S,
    );
  }

  start(): void {
    if (this.#stopping !== undefined) return;
    this.#stopping = new AbortController();
    this.#unsubscribe = this.#options.notifications.on('lbaas_events', () => this.#commits.wake());
    this.#pump();
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#stopping?.abort(new Error('stopped'));
    await this.#tailing;
    this.#stopping = undefined;
  }

  /** Keeps the tail running until the returned function is called. */
  follow(): () => void {
    this.#followers += 1;
    this.#pump();
    let following = true;
    return () => {
      if (following) this.#followers -= 1;
      following = false;
      this.#commits.wake();
    };
  }

  /**
   * Streams come back all at once, when a server has gone: one statement answers them all.
   * @throws DatabaseUnavailable
   */
  present(): Promise<Present> {
    this.#presenting ??= this.#options.unitOfWork.statements(readPresent).finally(() => {
      this.#presenting = undefined;
    });
    return this.#presenting;
  }

  /**
   * The events behind a position, as soon as there are any, for somebody who follows.
   * @throws DatabaseUnavailable; the reason of the signal
   */
  async next(after: Position, options: NextOptions): Promise<NextPage> {
    const { projects, signal, withinMs } = options;
    const giveUpAt = performance.now() + withinMs;
    for (;;) {
      signal.throwIfAborted();
      const recent = this.#recent;
      const page = recent?.covers(after) === true ? recent.behind(after) : undefined;
      if (page !== undefined) return behind(after, page);
      if (recent?.covers(after) === false) return await this.#readOwn(after, options);
      const leftMs = giveUpAt - performance.now();
      if (leftMs <= 0) return { events: [], to: laterOf(recent?.to ?? after, after), isFull: false };
      const next = await this.#waiters.wait({ projects, signal, withinMs: leftMs });
      // A reader that has read for itself may be ahead of the tail.
      if (next !== undefined && comparePositions(after, next.to) < 0) return behind(after, next);
    }
  }

  async #readOwn(after: Position, { projects }: NextOptions): Promise<NextPage> {
    const { unitOfWork } = this.#options;
    const limit = this.#settings.pageSize;
    const page = await unitOfWork.statements((tx) => readEvents(tx, { after, projects, limit }));
    if (!page.isTooOld) return page;
    const { now } = await this.present();
    return { events: [], to: now, isFull: false, isTooOld: true };
  }

  #pump(): void {
    const signal = this.#stopping?.signal;
    if (this.#tailing !== undefined || signal === undefined || signal.aborted || this.#followers === 0)
      return;
    this.#tailing = this.#tail(signal).finally(() => {
      this.#tailing = undefined;
      this.#recent = undefined;
      this.#pump();
    });
  }

  async #tail(signal: AbortSignal): Promise<void> {
    while (this.#followers > 0 && !signal.aborted) {
      const pauseMs = await this.#round();
      await sleep(this.#settings.gapMs, signal).catch(() => undefined);
      if (pauseMs > 0 && !signal.aborted) await this.#commits.wait(pauseMs, signal).catch(() => undefined);
    }
  }

  /** Resolves with how long there is nothing to be done unless something commits. The only place that catches. */
  async #round(): Promise<number> {
    try {
      const page = await this.#read();
      this.#databaseAway = false;
      if (page === undefined || page.isFull || page.isTooOld) return 0;
      await this.#blockage.note(page);
      return page.isHiding ? this.#settings.hidingMs : this.#settings.pollMs;
    } catch (error) {
      if (!this.#databaseAway) this.#options.logger.warn({ err: error }, 'events are not sent');
      this.#databaseAway = true;
      return this.#settings.pollMs;
    }
  }

  async #read(): Promise<ReadPage | undefined> {
    const { background } = this.#options;
    const recent = this.#recent;
    if (recent === undefined) {
      const { now } = await background.statements(readPresent);
      this.#recent = new RecentPages(now, this.#settings.recentEvents);
      this.#waiters.letLookAgain();
      return undefined;
    }
    const page = await background.statements((tx) =>
      readEvents(tx, { after: recent.to, limit: this.#settings.pageSize }),
    );
    if (page.isTooOld) {
      // The database was away for that long. Those who follow find out for themselves.
      this.#recent = undefined;
      return page;
    }
    if (page.ageS !== undefined) this.#delay.observe(page.ageS);
    recent.add(page);
    this.#waiters.give(page);
    return page;
  }
}

const DELAY_BUCKETS_S = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** A reader that has come from within the page gets the rest of it. */
function behind(after: Position, page: EventPage): EventPage {
  const [first] = page.events;
  if (first === undefined || comparePositions(first, after) > 0) return page;
  const rest = page.events.findIndex((event) => comparePositions(event, after) > 0);
  const start = rest === -1 ? page.events.length : rest;
  const earlier = [...(page.earlier ?? []), ...page.events.slice(0, start)];
  return {
    ...page,
    events: page.events.slice(start),
    earlier: earlier.filter(({ xid }) => xid === after.xid),
  };
}
