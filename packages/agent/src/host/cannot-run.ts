/** Longer words are not those of a shell about a program. */
const MAX_WORDS = 200;

/** For an error: a program did not run to its end. @param why the code of the system, or the last of what was said. */
export function cannotRun(why = ''): string {
  const last = why.trim().split('\n').at(-1)?.slice(0, MAX_WORDS) ?? '';
  return last === '' ? 'cannot run' : `cannot run (${last})`;
}
