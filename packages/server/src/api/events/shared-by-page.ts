import { type Clock, systemClock } from '@lbaas/common/runtime';
import type { EventPage } from '../../events/index.ts';

/** Streams that keep up ask within milliseconds; a page of a busy second may hold megabytes. */
const KEEP_MS = 1000;

/**
 * What is made of a page, made once for all who would make the same of it at about the same time. Whoever comes when it
 * has been forgotten makes it again; what fails is forgotten at once.
 */
export class SharedByPage<T> {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #made = new WeakMap<EventPage, Map<string, Promise<T>>>();
  readonly #oldestFirst: { readonly madeAtMs: number; readonly forget: () => void }[] = [];

  constructor(clock: Pick<Clock, 'monotonicMs'> = systemClock) {
    this.#clock = clock;
  }

  /** @param key tells apart what must not be shared */
  of(page: EventPage, key: string, make: () => Promise<T>): Promise<T> {
    this.#forgetOld();
    const ofPage = this.#made.get(page) ?? new Map<string, Promise<T>>();
    this.#made.set(page, ofPage);
    const known = ofPage.get(key);
    if (known !== undefined) return known;
    const made = make();
    const forget = (): void => {
      if (ofPage.get(key) === made) ofPage.delete(key);
    };
    ofPage.set(key, made);
    made.catch(forget);
    this.#oldestFirst.push({ madeAtMs: this.#clock.monotonicMs(), forget });
    return made;
  }

  #forgetOld(): void {
    const keptSinceMs = this.#clock.monotonicMs() - KEEP_MS;
    for (let [oldest] = this.#oldestFirst; oldest !== undefined; [oldest] = this.#oldestFirst) {
      if (oldest.madeAtMs > keptSinceMs) return;
      oldest.forget();
      this.#oldestFirst.shift();
    }
  }
}
