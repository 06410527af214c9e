import type { EventPage } from '../../events/index.ts';

/**
 * What is made of a page, made once for all who would make the same of it at about the same time. Whoever comes when it
 * has been forgotten makes it again; what fails is forgotten at once.
 */
export class SharedByPage<T> {
  readonly #limit: number;
  readonly #made = new WeakMap<EventPage, Map<string, Promise<T>>>();
  readonly #oldestFirst: (() => void)[] = [];

  /** @param limit how much is remembered, of all pages together */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param key tells apart what must not be shared */
  of(page: EventPage, key: string, make: () => Promise<T>): Promise<T> {
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
    this.#oldestFirst.push(forget);
    if (this.#oldestFirst.length > this.#limit) this.#oldestFirst.shift()?.();
    return made;
  }
}
