import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { debianMirror } from '../../../scripts/engine/debian-mirror.ts';
import { unpackPackages } from '../../../scripts/engine/unpack-packages.ts';

const INSTALLED = '/usr/sbin/haproxy';

/** A HAProxy that can be put in the place of another one. */
export interface HaproxyProgram {
  readonly version: string;
  readonly file: string;
}

const versionOf = (file: string): string => {
  const version = /^HAProxy version (\S+)/m.exec(execFileSync(file, ['-v'], { encoding: 'utf8' }))?.[1];
  if (version === undefined) throw new Error(`${file} does not tell its version`);
  return version;
};

/** The one of this machine. */
export const ownHaproxy = (): HaproxyProgram => ({ version: versionOf(INSTALLED), file: INSTALLED });

/** The one of this machine, which believes to be another version, at its runtime socket too. */
export function renamedHaproxy(directory: string): HaproxyProgram {
  const { version } = ownHaproxy();
  const other = version.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
  const bytes = readFileSync(INSTALLED);
  for (let at = bytes.indexOf(version); at >= 0; at = bytes.indexOf(version, at)) bytes.write(other, at);
  const file = join(directory, 'renamed-haproxy');
  writeFileSync(file, bytes, { mode: 0o755 });
  return { version: versionOf(file), file };
}

/** As a package manager does it: at no moment there is none. */
export function install({ file }: Pick<HaproxyProgram, 'file'>, at: string): void {
  copyFileSync(file, `${at}.dpkg-new`);
  chmodSync(`${at}.dpkg-new`, 0o755);
  renameSync(`${at}.dpkg-new`, at);
}

/** By release, what its HAProxy needs of its own: none of it is there, or not new enough, on the other one. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  bookworm:
    `haproxy libc6 libcrypt1 liblua5.3-0 libopentracing-c-wrapper0 libpcre2-8-0 libssl3 libsystemd0 libcap2
    libgcrypt20 libgpg-error0 liblz4-1 liblzma5 libzstd1 libstdc++6 libgcc-s1 zlib1g`.split(/\s+/),
  trixie:
    `haproxy libc6 libcrypt1 libjemalloc2 liblua5.4-0 libopentracing-c-wrapper0t64 libpcre2-8-0 libssl3t64
    libzstd1 libstdc++6 libgcc-s1 zlib1g`.split(/\s+/),
};

/** Which of the two releases this machine is not. */
const otherRelease = (): string =>
  readFileSync('/etc/os-release', 'utf8').includes('VERSION_CODENAME=trixie') ? 'bookworm' : 'trixie';

/** Why there can be none of the other release; undefined when it can be fetched. */
export const lackOfOtherHaproxy = async (): Promise<string | undefined> =>
  (await debianMirror()) === undefined ? 'apt knows no mirror of Debian 12' : undefined;

/** That of the other release of Debian, with the C library that it was built for. */
export async function otherHaproxy(directory: string): Promise<HaproxyProgram> {
  const mirror = await debianMirror();
  if (mirror === undefined) throw new Error('apt knows no mirror of Debian 12');
  const [work, root] = [join(directory, 'apt'), join(directory, 'root')];
  mkdirSync(work);
  const suite = otherRelease();
  await unpackPackages(root, { work, url: mirror.url, suite, packages: PACKAGES[suite] ?? [] });
  const libraries = ['lib', 'usr/lib'].flatMap((at) => tripletsIn(join(root, at)));
  // Its name is what the process is found by.
  mkdirSync(join(root, 'loader'));
  symlinkSync(loaderIn(libraries), join(root, 'loader/haproxy'));
  const program = `${root}/loader/haproxy --library-path ${libraries.join(':')} ${root}/usr/sbin/haproxy`;
  const file = join(directory, 'other-haproxy');
  writeFileSync(file, `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
  return { version: versionOf(file), file };
}

/** Older releases have libraries beside /usr, too. */
const tripletsIn = (directory: string): string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => join(directory, name))
    : [];

function loaderIn(directories: readonly string[]): string {
  for (const directory of directories) {
    const name = readdirSync(directory).find((file) => /^ld-linux.*\.so\.\d$/.test(file));
    if (name !== undefined) return join(directory, name);
  }
  throw new Error('the C library has no loader');
}
