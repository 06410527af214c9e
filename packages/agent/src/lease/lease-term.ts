/** Heartbeats whose echo may still come. */
const REMEMBERED_BEATS = 16;

/**
 * How long the lease is to be. The servers count on what the last heartbeat named; so the kernel may hold less than
 * that, never more. A longer lease is therefore named first, and held once the echo of a heartbeat that names it is
 * here; one that is to end is named no more first. A first lease is held at once: off a host that has named none,
 * nothing is moved.
 */
export class LeaseTerm {
  #wanted: number | undefined;
  #extended = 0;
  /** Whether a server has said anything; until then what was found stays. */
  #isKnown = false;
  #adopted: number | undefined;
  #confirmed = 0;
  readonly #said = new Map<number, number>();

  /** What the kernel holds since before this process has started; the servers know of it. */
  adopt(seconds: number): void {
    this.#adopted = seconds;
    this.#confirmed = seconds;
  }

  /** What the echo of a heartbeat asks for; undefined = no lease. */
  echo(beat: number, wanted: number | undefined): void {
    this.#isKnown = true;
    this.#wanted = wanted;
    this.#confirmed = this.#said.get(beat) ?? this.#confirmed;
    for (const known of this.#said.keys()) if (known <= beat) this.#said.delete(known);
  }

  extend(seconds: number): void {
    this.#extended = seconds;
  }

  /** What heartbeat `beat` says: the most that the kernel may hold before the next one. */
  say(beat: number, held: number | undefined): number | undefined {
    const aim = this.#aim;
    const seconds = held === undefined || aim === undefined ? undefined : Math.max(held, aim);
    this.#said.set(beat, seconds ?? 0);
    const [oldest] = this.#said.keys();
    if (this.#said.size > REMEMBERED_BEATS && oldest !== undefined) this.#said.delete(oldest);
    return seconds;
  }

  /** What the kernel is to hold now; undefined = nothing. */
  next(held: number | undefined): number | undefined {
    const aim = this.#aim;
    if (held !== undefined && aim === undefined) return this.#isRelied ? held : undefined;
    if (aim === undefined || held === undefined || aim <= held) return aim;
    return Math.max(held, Math.min(aim, this.#confirmed));
  }

  /** Whether a server may have a heartbeat for the newest one that names a lease. */
  get #isRelied(): boolean {
    return this.#confirmed > 0 || [...this.#said.values()].some((seconds) => seconds > 0);
  }

  get #aim(): number | undefined {
    const wanted = this.#isKnown ? this.#wanted : this.#adopted;
    return wanted === undefined ? undefined : Math.max(wanted, this.#extended);
  }
}
