import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';

/** Runs `use` with a file descriptor that appends to the log; a process started with it keeps its own copy. */
export async function withLog<T>(file: string, use: (descriptor: number) => Promise<T>): Promise<T> {
  const descriptor = openSync(file, 'a');
  try {
    return await use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The last lines of a log, for an error message. */
export function logTail(file: string, lines = 20): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}
