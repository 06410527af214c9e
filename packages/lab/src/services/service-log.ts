import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';

/** Runs `use` with a file descriptor that appends to the log; what is started with it keeps its own. */
export async function withLog<T>(file: string, use: (descriptor: number) => Promise<T>): Promise<T> {
  const descriptor = openSync(file, 'a');
  try {
    return await use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The last lines of a log, for the message of a failure. */
export function logTail(file: string, lines = 20): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}
