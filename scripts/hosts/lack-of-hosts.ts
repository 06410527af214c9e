import { existsSync, readFileSync } from 'node:fs';
import { debianMirror } from '../engine/debian-mirror.ts';

/** What keeps this machine from running hosts with a systemd each, in a sentence; undefined when nothing does. */
export async function lackOfHosts(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root can start hosts with a systemd of their own';
  if (!existsSync('/usr/bin/apt-get')) return 'no apt-get to make hosts with a systemd of their own';
  if (!/\toverlay$/m.test(readFileSync('/proc/filesystems', 'utf8'))) {
    return 'the kernel has no overlay file system for hosts with a systemd of their own';
  }
  if ((await debianMirror()) === undefined) {
    return 'the package sources have no Debian 12 for hosts with a systemd of their own';
  }
  return undefined;
}
