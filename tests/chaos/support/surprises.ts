import { existsSync, readFileSync } from 'node:fs';
import type { Lab } from '@lbaas/lab';

/** What no fault justifies: an API call that ended in a bug, a message that could not be handled. */
const BUGS: ReadonlySet<unknown> = new Set(['request failed', 'message moved to the dead queue']);

/** Log lines of servers and agents that show a bug: these, and everything that Node itself prints. */
export function surprises(lab: Lab): string[] {
  return [...lab.servers, ...lab.agents].flatMap(({ name, logFile }) =>
    linesOf(logFile)
      .filter(isSurprising)
      .map((line) => `${name}: ${line}`),
  );
}

const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

function isSurprising(line: string): boolean {
  try {
    return BUGS.has((JSON.parse(line) as { readonly msg?: unknown }).msg);
  } catch {
    return true;
  }
}
