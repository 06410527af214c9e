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

interface Question {
  readonly askedAtMs: number;
  readonly endedAtMs: number;
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
  /** By link on which somebody can be asked, the first question since it is quiet that has come to its end. */
  readonly #questions = new Map<string, Question | undefined>();

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

  /** There is somebody to ask for a sign of life: as long as that is not done, quiet is not deaf so soon. */
  asks(link: string): void {
    if (!this.#questions.has(link)) this.#questions.set(link, undefined);
  }

  /**
   * A question has come to its end. Whatever the answer is: from the wire it would count as a frame at the next look,
   * and whoever is asked may be on this host.
   * @param askedAtMs by the monotonic clock
   */
  hasAsked(link: string, askedAtMs: number): void {
    const [before, heard] = [this.#questions.get(link), this.#heard.get(link)];
    // The first one since it is quiet says it: one is asked after each look.
    if (before !== undefined && heard !== undefined && before.askedAtMs >= heard.sinceMs) return;
    this.#questions.set(link, { askedAtMs, endedAtMs: this.#clock.monotonicMs() });
  }

  /** Of a network without a link to the wire nothing can be said. */
  isDeaf(link: string | undefined): boolean {
    const silentMs = this.#silentMs(link);
    return silentMs >= (this.#isAnswerDue(link) ? DEAF_UNASKED_AFTER_MS : DEAF_AFTER_MS);
  }

  /** Whether no look has come after a question that was asked since it is quiet. */
  #isAnswerDue(link: string | undefined): boolean {
    if (link === undefined || !this.#questions.has(link)) return false;
    const [question, heard] = [this.#questions.get(link), this.#heard.get(link)];
    if (question === undefined || heard === undefined) return true;
    return question.askedAtMs < heard.sinceMs || question.endedAtMs > heard.lookedAtMs;
  }

  /** Milliseconds without a frame; 0 when nobody has listened. */
  #silentMs(link: string | undefined): number {
    const heard = link === undefined ? undefined : this.#heard.get(link);
    if (heard === undefined) return 0;
    const isListening = this.#clock.monotonicMs() - heard.lookedAtMs <= PAUSE_MS;
    return isListening ? heard.lookedAtMs - heard.sinceMs : 0;
  }
}
