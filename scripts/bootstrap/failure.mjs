/** An error that the user can act on: one sentence, no stack trace. */
export class Failure extends Error {
  name = 'Failure';
}
