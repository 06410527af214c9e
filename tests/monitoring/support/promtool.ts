import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lack } from '@lbaas/lab';

const run = promisify(execFile);

const INSTALLED = '/usr/bin/promtool';
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lbaas', 'promtool');
const CACHED = join(CACHE, 'usr', 'bin', 'promtool');

const isThere = (): boolean => existsSync(INSTALLED) || existsSync(CACHED);

/** Where the lists of packages are missing, the test fetches them. */
export function lackOfPromtool(): Lack {
  if (isThere()) return undefined;
  const { stdout } = spawnSync('apt-cache', ['policy', 'prometheus'], { encoding: 'utf8' });
  const isOffered = stdout === '' || /Candidate: (?!\(none\))/.test(stdout);
  return isOffered ? undefined : 'this distribution has no package prometheus, which has promtool in it';
}

/** The package is unpacked, not installed: that would start a service. */
export async function promtool(): Promise<string> {
  if (existsSync(INSTALLED)) return INSTALLED;
  if (!existsSync(CACHED)) await unpack();
  return CACHED;
}

async function unpack(): Promise<void> {
  mkdirSync(join(CACHE, '..'), { recursive: true });
  const directory = mkdtempSync(`${CACHE}-`);
  try {
    const download = () => run('apt-get', ['download', 'prometheus'], { cwd: directory });
    // The lists may be missing, or name a version that the mirror has replaced.
    await download().catch(async () => {
      await run('apt-get', ['update', '-q', '-o', 'Acquire::Retries=3']);
      await download();
    });
    const file = readdirSync(directory).find((name) => name.endsWith('.deb')) ?? '';
    const tree = join(directory, 'tree');
    await run('dpkg-deb', ['--extract', join(directory, file), tree]);
    rmSync(CACHE, { recursive: true, force: true });
    renameSync(tree, CACHE);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
