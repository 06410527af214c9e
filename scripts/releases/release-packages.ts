import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { mustRun, succeeds } from '../engine/run.ts';
import { ROOT } from '../package/root.ts';
import { type Release, newestRelease } from './newest-release.ts';

export const previousRelease = (): Release => newestRelease(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'));

const cache = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lbaas/releases');

/**
 * The packages of a release, as its own sources build them; kept in the user's cache by commit. From nothing that takes
 * one to three minutes and the packages of npm. @returns their directory
 * @throws Error when the history of this clone does not reach back to it
 */
export async function releasePackages({ version, commit }: Release): Promise<string> {
  const directory = join(cache(), commit);
  if (existsSync(directory)) return directory;
  await expectHistory({ version, commit });
  mkdirSync(cache(), { recursive: true });
  const work = mkdtempSync(join(cache(), 'build-'));
  try {
    await build(commit, work);
    // At once, and whoever else has built it meanwhile has built the same.
    if (!existsSync(directory)) renameSync(join(work, 'packages'), directory);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return directory;
}

async function expectHistory({ version, commit }: Release): Promise<void> {
  if (await succeeds(['git', '-C', ROOT, 'cat-file', '-e', `${commit}^{commit}`])) return;
  throw new Error(
    `the history of this clone does not reach back to ${version} (${commit}): git fetch --unshallow`,
  );
}

async function build(commit: string, work: string): Promise<void> {
  const sources = join(work, 'sources');
  mkdirSync(sources);
  await mustRun(['sh', '-c', 'git -C "$1" archive "$2" | tar -x -C "$3"', 'sh', ROOT, commit, sources]);
  const epoch = await mustRun(['git', '-C', ROOT, 'log', '-1', '--format=%ct', commit]);
  const options = { cwd: sources, env: { SOURCE_DATE_EPOCH: epoch.trim() } };
  await mustRun(['npm', 'ci', '--include=dev', '--no-audit', '--no-fund', '--prefer-offline'], options);
  await mustRun(['npm', 'run', '--silent', 'package', '--', '--out', join(work, 'packages')], options);
}
