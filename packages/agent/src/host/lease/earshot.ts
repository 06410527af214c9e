import { readFile } from 'node:fs/promises';
import type { Clock } from '@lbaas/common/runtime';

/** Without a frame for so long, and listened to all the time, a network counts as out of earshot. */
const DEAF_AFTER_MS = 3_000;
/** The longest pause between two looks that is none. */
const PAUSE_MS = 2_500;

interface Heard {
  readonly frames: string;
  readonly sinceMs: number;
  readonly lookedAtMs: number;
}

/** Frames that a link has received; undefined when there is no such link. */
export type CountFrames = (link: string) => Promise<string | undefined>;

const countFrames: CountFrames = (link) =>
  readFile(`/sys/class/net/${link}/statistics/rx_packets`, 'latin1').catch(() => undefined);

/** Whether anything comes in from the networks of this host, as the links that join them to the wire count it. */
export class Earshot {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #count: CountFrames;
  readonly #heard = new Map<string, Heard>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, count: CountFrames = countFrames) {
    this.#clock = clock;
    this.#count = count;
  }

  /** Called once a second as long as it matters. A link that is gone hears nothing. */
  async listen(links: readonly (string | undefined)[]): Promise<void> {
    for (const link of new Set(links)) {
      if (link === undefined) continue;
      const frames = (await this.#count(link)) ?? '';
      const nowMs = this.#clock.monotonicMs();
      const before = this.#heard.get(link);
      const goesOn = before?.frames === frames && nowMs - before.lookedAtMs <= PAUSE_MS;
      this.#heard.set(link, { frames, sinceMs: goesOn ? before.sinceMs : nowMs, lookedAtMs: nowMs });
    }
  }

  /** Of a network without a link to the wire nothing can be said. */
  isDeaf(link: string | undefined): boolean {
    const heard = link === undefined ? undefined : this.#heard.get(link);
    if (heard === undefined) return false;
    const isListening = this.#clock.monotonicMs() - heard.lookedAtMs <= PAUSE_MS;
    return isListening && heard.lookedAtMs - heard.sinceMs >= DEAF_AFTER_MS;
  }
}
