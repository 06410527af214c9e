import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './run.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
export const APT = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=900', '-o', 'Acquire::Retries=3'];

export interface WantedPackages {
  /** Empty directory for what apt needs meanwhile. */
  readonly work: string;
  readonly url: string;
  readonly suite: string;
  readonly packages: readonly string[];
}

/** Packages of any release of Debian, unpacked into `root` and installed nowhere. */
export async function unpackPackages(
  root: string,
  { work, url, suite, packages }: WantedPackages,
): Promise<void> {
  const archives = join(work, 'packages');
  for (const directory of ['packages', 'state/lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(work, directory), { recursive: true });
  }
  writeFileSync(join(work, 'sources'), `deb [signed-by=${KEYRING}] ${url} ${suite} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State': join(work, 'state'),
    'Dir::Cache': join(work, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await mustRun([...APT, ...options, 'update']);
  await mustRun([...APT, ...options, 'download', ...packages], { cwd: archives });
  for (const name of readdirSync(archives)) await mustRun(['dpkg', '-x', join(archives, name), root]);
}
