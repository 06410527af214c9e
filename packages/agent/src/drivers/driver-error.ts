/**
 * What a failure means for the next attempt.
 *
 * - `passing`: it may succeed.
 * - `final`: it gives the same, until the device or a setting changes.
 * - `silent`: no answer came in time; whether one will come is not known.
 * - `hung`: no answer came, and none will: the process is held.
 */
export type FailureNature = 'passing' | 'final' | 'silent' | 'hung';

/** What a driver cannot do, in words for an operator. */
export class DriverError extends Error {
  override readonly name: string = 'DriverError';
  readonly nature: FailureNature;

  constructor(nature: FailureNature, message: string, options?: ErrorOptions) {
    super(message, options);
    this.nature = nature;
  }
}

/** What a driver says of its failure. @throws what is none */
export function wordsOf(error: unknown): string {
  if (error instanceof DriverError) return error.message;
  throw error;
}
