import { existsSync, readFileSync } from 'node:fs';
import type { Lab } from '@lbaas/lab';

/** What no fault excuses: an API call that ended in a bug, a message that nobody could make sense of. */
const BUGS: ReadonlySet<unknown> = new Set(['request failed', 'message moved to the dead queue']);

/** Lines in the logs of servers and agents that tell of a bug: those, and whatever Node itself has to say. */
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
