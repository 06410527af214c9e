/** Thrown by the handler of a cast that cannot be handled yet: the message is delivered again after the delay. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly afterMs: number;

  constructor(reason: string, afterMs: number, options?: ErrorOptions) {
    super(reason, options);
    this.afterMs = afterMs;
  }
}
