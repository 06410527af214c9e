import { existsSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type LabDescription, readDescription } from '../lab/lab-description.ts';
import { Janitor } from '../run/janitor.ts';
import { livingOwner } from '../run/owner.ts';
import { RUN_ID } from '../run/run-directory.ts';
import { REPOSITORY } from '../services/program.ts';
import { CliError } from './cli-error.ts';

/** Where `npm start` keeps its labs: one directory per lab, and a link to the running one. */
export const LABS = join(REPOSITORY, '.lab');
const CURRENT = join(LABS, 'current');

/** Run directory of the lab that runs or is starting; undefined when there is none. */
export function currentDirectory(): string | undefined {
  const directory = linkTarget();
  return directory !== undefined && livingOwner(directory) !== undefined ? directory : undefined;
}

/** @throws CliError when no lab is up */
export function currentLab(): LabDescription & { readonly directory: string } {
  const directory = currentDirectory();
  if (directory === undefined) throw new CliError('No lab is running; start one with: npm start');
  const description = readDescription(directory);
  if (description === undefined) throw new CliError('The lab is still starting.');
  return { ...description, directory };
}

/** Makes a lab the current one. @throws CliError when there is one already */
export function makeCurrent(directory: string): void {
  try {
    symlinkSync(basename(directory), CURRENT);
  } catch {
    throw new CliError(alreadyRunning());
  }
}

export function alreadyRunning(): string {
  const directory = linkTarget();
  const url = directory === undefined ? undefined : readDescription(directory)?.apiUrl;
  return `A lab is already running${url === undefined ? '' : ` (API at ${url})`}; end it with: npm stop`;
}

/** Removes what is left of labs whose process and janitor both died, as after a power cut. */
export async function sweepDeadLabs(): Promise<number> {
  const directories = (existsSync(LABS) ? readdirSync(LABS) : [])
    .filter((name) => RUN_ID.test(name))
    .map((name) => join(LABS, name))
    .filter((path) => livingOwner(path) === undefined);
  await Promise.all(directories.map((path) => new Janitor({ id: basename(path), path }).finish()));
  const target = linkTarget();
  if (target !== undefined && !existsSync(target)) rmSync(CURRENT, { force: true });
  return directories.length;
}

function linkTarget(): string | undefined {
  try {
    return join(LABS, readlinkSync(CURRENT));
  } catch {
    return undefined;
  }
}
