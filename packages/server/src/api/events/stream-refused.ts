import { errorAnswer } from '../http/error-answer.ts';

/** Why a stream ends whose caller is let in no longer. */
export class StreamRefused extends Error {
  override readonly name = 'StreamRefused';
  /** As a call is refused. */
  readonly body: object;

  constructor(cause: unknown) {
    super('the caller is let in no longer', { cause });
    this.body = errorAnswer(cause).body;
  }
}
