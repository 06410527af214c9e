import { Backoff, type Lifecycle, type Logger, inRequest } from '@lbaas/common/runtime';
import { ApiError, apiError } from '../../usecases/errors.ts';
import type { Authenticator, Caller } from '../auth/authenticator.ts';
import type { Call } from '../http/call.ts';
import { RETRY_STATUSES } from '../http/error-answer.ts';

export interface CallerWatchOptions {
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'takenForMs' | 'watch'>;
  readonly call: Pick<Call, 'context' | 'headers'>;
  /** Between two questions, however short the authenticator takes a caller without one. */
  readonly minPauseMs: number;
  /** Called once, with what a call of this caller would be refused with now. */
  readonly onRefused: (reason: unknown) => void;
  readonly logger: Logger;
}

/** setTimeout takes no more. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
/** Between two questions while nobody answers. */
const MAX_PAUSE_MS = 60_000;

/**
 * Watches whether a caller whose call goes on and on would still be let in.
 *
 * Waits until the token ends, until a call would no longer be taken without a question, or until its session is ended,
 * and then asks it. The answer is waited for again, or the caller is refused and the watch is over. Without an answer
 * the caller is known and stays, never beyond the end of the token. stop() ends the watch in any state.
 */
export class CallerWatch implements Lifecycle {
  readonly #options: CallerWatchOptions;
  readonly #backoff: Backoff;
  #timer: NodeJS.Timeout | undefined;
  #unwatch: (() => void) | undefined;
  #isOver = false;
  #isAsking = false;
  #unanswered = 0;

  constructor(options: CallerWatchOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ baseMs: options.minPauseMs, capMs: MAX_PAUSE_MS });
  }

  start(): void {
    if (this.#timer !== undefined) return;
    const { authenticator, call } = this.#options;
    this.#unwatch = authenticator.watch?.(call.headers, () => void this.#askNow());
    this.#wait(this.#takenForMs());
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#unwatch?.();
  }

  #wait(untilQuestionMs: number): void {
    if (this.#isOver) return;
    const waitMs = Math.min(untilQuestionMs, this.#leftMs(), MAX_TIMEOUT_MS);
    const isEarly = waitMs < untilQuestionMs;
    this.#timer = setTimeout(
      () => {
        if (this.#leftMs() <= 0)
          this.#refuse(apiError('HTTPUnauthorized', { reason: 'The token has expired.' }));
        else if (isEarly) this.#wait(untilQuestionMs - waitMs);
        else void this.#askNow();
      },
      Math.max(0, waitMs),
    );
  }

  /** Whose turn it is while a question is under way is judged by its answer, or by the next one. */
  async #askNow(): Promise<void> {
    if (this.#isAsking || this.#isOver) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    await inRequest(this.#options.call.context.requestId, () => this.#ask());
    this.#isAsking = false;
  }

  async #ask(): Promise<void> {
    const { authenticator, call } = this.#options;
    try {
      const caller = await authenticator.authenticate(call.headers);
      this.#unanswered = 0;
      this.#compare(caller);
      this.#wait(this.#takenForMs());
    } catch (error) {
      if (!isUnanswered(error)) return this.#refuse(error);
      this.#unanswered += 1;
      this.#wait(this.#backoff.delayMs(this.#unanswered));
    }
  }

  /** What is sent was chosen for who it was. @throws ApiError PolicyNotAuthorized */
  #compare({ projectId, isAdmin }: Caller): void {
    const { context } = this.#options.call;
    if (projectId === context.projectId && (isAdmin || !context.isAdmin)) return;
    throw apiError('PolicyNotAuthorized', { action: 'this call with roles that were taken away' });
  }

  #refuse(reason: unknown): void {
    if (this.#isOver) return;
    this.stop();
    if (!(reason instanceof ApiError)) {
      this.#options.logger.error({ err: reason }, 'a stream ends because its caller cannot be judged');
    }
    this.#options.onRefused(reason);
  }

  #takenForMs(): number {
    const { authenticator, call, minPauseMs } = this.#options;
    const takenForMs = authenticator.takenForMs?.(call.headers) ?? Number.POSITIVE_INFINITY;
    // Timers of Node may be early by a millisecond.
    return Math.max(minPauseMs, takenForMs + 2);
  }

  #leftMs(): number {
    return (this.#options.call.context.expiresAtMs ?? Number.POSITIVE_INFINITY) - Date.now();
  }
}

const isUnanswered = (error: unknown): boolean =>
  error instanceof ApiError && RETRY_STATUSES.has(error.status);
