/** What the user has to know and can act on: one sentence, no stack trace. */
export class Failure extends Error {
  name = 'Failure';
}
