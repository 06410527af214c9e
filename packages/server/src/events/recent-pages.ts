import { type Position, comparePositions, laterOf } from './position.ts';
import type { EventPage } from './recorded-event.ts';

/** The newest stretch of events, without a gap: what streams that keep up need, read once for all of them. */
export class RecentPages {
  readonly #maxEvents: number;
  #from: Position;
  #to: Position;
  #pages: EventPage[] = [];
  #events = 0;

  constructor(from: Position, maxEvents: number) {
    this.#from = from;
    this.#to = from;
    this.#maxEvents = maxEvents;
  }

  get to(): Position {
    return this.#to;
  }

  /** Whether nothing behind the position is missing here. */
  covers(position: Position): boolean {
    return comparePositions(position, this.#from) >= 0;
  }

  /** The first page that reaches beyond the position; the same object for everybody. */
  behind(position: Position): EventPage | undefined {
    return this.#pages.find(({ to }) => comparePositions(position, to) < 0);
  }

  /** @param page what was read behind `to` */
  add(page: EventPage): void {
    this.#to = laterOf(page.to, this.#to);
    if (page.events.length === 0) return;
    this.#pages.push(page);
    this.#events += page.events.length;
    while (this.#events > this.#maxEvents && this.#pages.length > 1) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#pages.shift();
    if (oldest === undefined) return;
    this.#events -= oldest.events.length;
    this.#from = oldest.to;
  }
}
