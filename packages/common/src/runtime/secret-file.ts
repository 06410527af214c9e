import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const EVERYONE = 0o007;
/** Where container engines put secrets, for the processes of the container only: they choose the mode themselves. */
const OF_CONTAINERS = '/run/secrets/';

/** Why the file must not hold a secret; undefined = it may. @throws Error when there is no such file */
export function exposure(file: string): string | undefined {
  const { mode } = statSync(file);
  if ((mode & EVERYONE) === 0 || resolve(file).startsWith(OF_CONTAINERS)) return undefined;
  const octal = (mode & 0o7777).toString(8).padStart(4, '0');
  return `${file} holds a secret, and everyone on this machine has access to it (mode ${octal}): chmod o= ${file}`;
}

/** @throws Error when it cannot be read, or everyone can */
export function readSecretFile(file: string): string {
  const problem = exposure(file);
  if (problem !== undefined) throw new Error(problem);
  return readFileSync(file, 'utf8').trimEnd();
}
