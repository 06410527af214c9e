import { readFileSync } from 'node:fs';

/** The version in package.json, which lies two levels up from the source and from the compiled file alike. */
export function agentVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
