import { readFile } from 'node:fs/promises';
import type { Clock } from '@lbaas/common/runtime';

/** Without a frame for so long a network is asked for a sign of life. */
const QUIET_AFTER_MS = 1_000;
/** Without a frame for so long, and listened to all the time, a network counts as out of earshot. */
const DEAF_AFTER_MS = 3_000;
/** The same where somebody is asked, and no question has come to its end: a busy host is late with all that it does. */
const DEAF_UNASKED_AFTER_MS = 5_000;
/** The longest pause between two looks that is none. */
const PAUSE_MS = 2_500;

interface Heard {
  readonly frames: string;
  readonly sinceMs: number;
  readonly lookedAtMs: number;
}

/** Frames that a link has received; undefined when there is no such link. */
export type CountFrames = (link: string) => Promise<string | undefined>;

/** In /sys are the links of the network namespace in which that was mounted, which may be another one. */
const countFrames: CountFrames = async (link) => {
  const table = await readFile('/proc/self/net/dev', 'latin1');
  const line = table.split('\n').find((each) => each.trimStart().startsWith(`${link}:`));
  // Bytes come first.
  return line?.split(':')[1]?.trim().split(/\s+/)[1];
};

/** Whether anything comes in from the networks of this host, as the links that join them to the wire count it. */
export class Earshot {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #count: CountFrames;
  readonly #heard = new Map<string, Heard>();
  /** By link, when the last question was asked that nobody has answered; there is no such question yet: never. */
  readonly #vainAtMs = new Map<string, number>();

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

  /** Nothing has come in for a moment: whoever is there may just have nothing to say. */
  isQuiet(link: string | undefined): boolean {
    return this.#silentMs(link) >= QUIET_AFTER_MS;
  }

  /** There is somebody to ask for a sign of life: without an answer that is due, quiet alone is not deaf so soon. */
  asks(link: string): void {
    if (!this.#vainAtMs.has(link)) this.#vainAtMs.set(link, -Infinity);
  }

  /** @param askedAtMs by the monotonic clock */
  nobodyAnswered(link: string, askedAtMs: number): void {
    this.#vainAtMs.set(link, askedAtMs);
  }

  /** Of a network without a link to the wire nothing can be said. */
  isDeaf(link: string | undefined): boolean {
    const silentMs = this.#silentMs(link);
    return silentMs >= (this.#isAnswerDue(link) ? DEAF_UNASKED_AFTER_MS : DEAF_AFTER_MS);
  }

  /** Whether a question to this network is on its way, or cannot be asked, since it is quiet. */
  #isAnswerDue(link: string | undefined): boolean {
    const vainAtMs = link === undefined ? undefined : this.#vainAtMs.get(link);
    const sinceMs = link === undefined ? undefined : this.#heard.get(link)?.sinceMs;
    return vainAtMs !== undefined && sinceMs !== undefined && vainAtMs < sinceMs;
  }

  /** Milliseconds without a frame; 0 when nobody has listened. */
  #silentMs(link: string | undefined): number {
    const heard = link === undefined ? undefined : this.#heard.get(link);
    if (heard === undefined) return 0;
    const isListening = this.#clock.monotonicMs() - heard.lookedAtMs <= PAUSE_MS;
    return isListening ? heard.lookedAtMs - heard.sinceMs : 0;
  }
}
