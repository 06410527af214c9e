import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

export interface PackedFile {
  /** Relative to the root of the system. */
  readonly path: string;
  readonly content: string | Uint8Array | { readonly copyOf: string };
  readonly mode?: number;
}

/** The files under a folder, to be packed under another one. */
export function filesUnder(
  folder: string,
  path: string,
  isWanted: (path: string) => boolean = () => true,
): PackedFile[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isWanted(relative(folder, file)))
    .map((file) => ({ path: join(path, relative(folder, file)), content: { copyOf: file } }));
}

/** Writes files with the same modes and times on every machine, whatever its umask. */
export function writeTree(root: string, files: readonly PackedFile[], epoch: number): void {
  for (const { path, content, mode = 0o644 } of files) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'object' && 'copyOf' in content) copyFileSync(content.copyOf, target);
    else writeFileSync(target, content);
    chmodSync(target, mode);
  }
  settle(root, epoch);
}

function settle(path: string, epoch: number): void {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path)) settle(join(path, name), epoch);
    chmodSync(path, 0o755);
  }
  utimesSync(path, epoch, epoch);
}

/** Sum of the sizes, each in whole KiB, as dpkg counts them. */
export const installedKib = (root: string): number =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) =>
      entry.isFile() ? Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 1024) : 1,
    )
    .reduce((total, size) => total + size, 0);
