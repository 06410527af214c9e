import { sleep } from '@lbaas/common/runtime';
import { HaproxyError } from '../model/errors.ts';

export interface AnswerPatience {
  readonly deadlineMs: number;
  /** Whether an answer will never come; takes its time, and is asked again until it is sure. */
  readonly hangs: () => Promise<boolean>;
}

/** A thousand times what an answer takes. */
const LONG_MS = 1_000;
const DOUBT_EVERY_MS = 100;

/**
 * Gives up on an answer at the deadline, which is long because a loaded host may need it, or as soon as it is certain
 * that none will come.
 * @returns what ends the wait
 */
export function awaitAnswer(
  { deadlineMs, hangs }: AnswerPatience,
  giveUp: (error: HaproxyError) => void,
): () => void {
  const wait = { isOver: false };
  const fail = (code: 'silent' | 'hung', why: string): void => {
    if (!wait.isOver) giveUp(new HaproxyError(code, `the HAProxy socket does not answer: ${why}`));
  };
  const silent = (): void => fail('silent', `no answer within ${deadlineMs} ms`);
  const doubt = async (): Promise<void> => {
    while (!wait.isOver) {
      if (await hangs()) return fail('hung', 'the process hangs');
      await sleep(DOUBT_EVERY_MS);
    }
  };
  const firstMs = Math.min(LONG_MS, deadlineMs);
  let timer = setTimeout(() => {
    if (firstMs === deadlineMs) return silent();
    timer = setTimeout(silent, deadlineMs - firstMs);
    void doubt().catch(() => undefined);
  }, firstMs);
  return () => {
    wait.isOver = true;
    clearTimeout(timer);
  };
}
