import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { mustRun } from '../engine/run.ts';
import { type Control, controlFile } from './debian-control.ts';
import { type PackedFile, installedKib, writeTree } from './file-tree.ts';

export interface Packed {
  readonly control: Control;
  readonly files: readonly PackedFile[];
  /** Paths of files that an administrator edits. */
  readonly conffiles: readonly string[];
  /** Maintainer scripts by name. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Whether it is worth the time to compress it well. */
  readonly isLarge?: boolean;
}

/**
 * The .deb and the .tar.gz of a package. The same input gives the same bytes: names are sorted, times and owners are
 * set, and nothing is compressed by several threads. @returns their paths
 */
export async function writeArchives(packed: Packed, directory: string, epoch: number): Promise<string[]> {
  const work = mkdtempSync(join(tmpdir(), 'lbaas-package-'));
  try {
    const { package: name, version, architecture } = packed.control;
    mkdirSync(directory, { recursive: true });
    const deb = join(directory, `${name}_${version}_${architecture}.deb`);
    const tarball = join(directory, `${name}_${version}_${architecture}.tar.gz`);
    const system = join(work, 'deb');
    const plain = join(work, `${name}-${version}`);
    writeTree(system, packed.files, epoch);
    writeTree(plain, packed.files, epoch);
    writeTree(system, controlFiles(packed, system), epoch);
    const compression = packed.isLarge === true ? ['-Zgzip', '-z6'] : ['-Zxz', '--threads-max=1'];
    await mustRun(['dpkg-deb', '--root-owner-group', ...compression, '--build', system, deb], {
      env: { SOURCE_DATE_EPOCH: String(epoch) },
    });
    const owner = ['--sort=name', '--format=gnu', '--owner=root:0', '--group=root:0', `--mtime=@${epoch}`];
    // The name and the time of the archive are not in it.
    await mustRun(['tar', ...owner, '-I', 'gzip -n', '-C', work, '-cf', tarball, `${name}-${version}`]);
    return [deb, tarball];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function controlFiles({ control, conffiles, scripts }: Packed, system: string): PackedFile[] {
  const inControl = (name: string, content: string, mode = 0o644): PackedFile => ({
    path: `DEBIAN/${name}`,
    content,
    mode,
  });
  return [
    inControl('control', controlFile(control, installedKib(system))),
    inControl('md5sums', checksums(system)),
    ...(conffiles.length === 0
      ? []
      : [inControl('conffiles', conffiles.map((path) => `/${path}\n`).join(''))]),
    ...Object.entries(scripts).map(([name, text]) => inControl(name, text, 0o755)),
  ];
}

/** Of everything that is no settings file. dpkg has no other digest for them. */
const checksums = (system: string): string =>
  readdirSync(system, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(system, file).startsWith('etc/'))
    .sort()
    .map(
      (file) => `${createHash('md5').update(readFileSync(file)).digest('hex')}  ${relative(system, file)}\n`,
    )
    .join('');
