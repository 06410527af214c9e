import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { directoryAbove } from '@lbaas/common/runtime';
import { hostEnvironment } from '../hosts/host-environment.ts';

/** The root of the repository. This module runs from its source, and as a part of programs in `packages/lab/dist`. */
export const REPOSITORY = directoryAbove(import.meta.url, 'packages/lab');

/** Command line of a built program of this repository. @throws Error when it has not been built */
export function program(path: string): string[] {
  const file = join(REPOSITORY, 'packages', path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first`);
  return [process.execPath, file];
}

/** The settings of this process must not leak into the programs, which refuse unknown names. */
export function programEnvironment(settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = Object.entries(hostEnvironment()).filter(([name]) => !isOurs(name));
  return { ...Object.fromEntries(inherited), ...settings };
}

const isOurs = (name: string): boolean =>
  name.startsWith('LBAAS_') || name.startsWith('npm_') || name === 'NODE_OPTIONS';
