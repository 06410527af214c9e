import { existsSync, readFileSync } from 'node:fs';
import { debianMirror } from './debian-mirror.ts';

/** What keeps this machine from running an engine of its own, in a sentence; undefined when nothing does. */
export async function lackOfEngine(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'there is no Docker, and only root can start an engine';
  if (process.arch !== 'x64') return `there is no Docker, and no engine for ${process.arch}`;
  if (!existsSync('/usr/bin/apt-get')) return 'there is no Docker, and no apt-get to install an engine with';
  if (!/\toverlay$/m.test(readFileSync('/proc/filesystems', 'utf8'))) {
    return 'there is no Docker, and the kernel has no overlay file system';
  }
  if ((await debianMirror()) === undefined) {
    return 'there is no Docker, and the package sources have no Debian 12 to install an engine from';
  }
  return undefined;
}
