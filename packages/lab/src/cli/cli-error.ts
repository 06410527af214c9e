/** What went wrong, in a sentence for the user; shown without a stack trace, exit code 1. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
