import { type OutputFile, build } from 'esbuild';
import { basename, join } from 'node:path';
import { ROOT } from './root.ts';
import { releaseOptionsOf } from '../build/programs.mjs';
import type { Packed } from './archives.ts';
import { changelog, copyrightFile } from './debian-control.ts';
import { compressed, manualFiles } from './documents.ts';
import type { PackedFile } from './file-tree.ts';
import { licenceText, packagesIn, thirdParty } from './licences.ts';
import { type Unit, debianFile, maintainerScripts } from './maintainer-scripts.ts';
import type { Program } from './manuals.ts';
import { settingsFile } from './settings-file.ts';

export interface ProgramPackage {
  /** Folder in `packages`. */
  readonly folder: 'server' | 'agent';
  readonly program: Program;
  /** Besides Node.js. */
  readonly depends: readonly string[];
  readonly recommends?: readonly string[];
  readonly description: readonly string[];
  /** Paths below /usr/lib/NAME, beside the program. */
  readonly more?: readonly PackedFile[];
  /** Folders of packages of npm besides those in the program. */
  readonly alsoFrom?: readonly string[];
  /** Modes of the file of settings, which may hold passwords. */
  readonly settingsMode: number;
}

export interface Release {
  readonly version: string;
  readonly epoch: number;
}

/** Without it Node.js parses the program twice to find out, and keeps 25 MB of that. */
const MODULES = `${JSON.stringify({ private: true, type: 'module' })}\n`;
const NODE = 'nodejs (>= 20.19) | lbaas-runtime';

/** A program in the layout of the sources, so that it finds what lies beside it, and all that belongs to its unit. */
export async function programPackage(it: ProgramPackage, release: Release): Promise<Packed> {
  const { folder, program, more = [], alsoFrom = [] } = it;
  const { outputFiles, metafile } = await build(releaseOptionsOf(folder));
  const { name } = program;
  const unit: Unit = { unit: name, program: folder, settings: basename(program.file) };
  const bundled = packagesIn(metafile).map((path) => join(ROOT, 'packages', folder, path));
  const parties = [...new Set([...bundled, ...alsoFrom])].map(thirdParty);
  const documents = `usr/share/doc/${name}`;
  return {
    control: {
      package: name,
      version: release.version,
      architecture: 'all',
      section: 'net',
      depends: [NODE, ...it.depends],
      recommends: it.recommends ?? [],
      summary: program.summary,
      description: it.description,
    },
    files: [
      ...programFiles(folder, outputFiles).map((file) => below(name, file)),
      below(name, { path: `packages/${folder}/dist/package.json`, content: MODULES }),
      ...more.map((file) => below(name, file)),
      below(name, { path: 'licences.txt', content: licenceText(parties) }),
      { path: `usr/sbin/${name}`, content: debianFile('unit.launcher', unit), mode: 0o755 },
      {
        path: `usr/lib/systemd/system/${name}.service`,
        content: debianFile(`${name}/${name}.service`, unit),
      },
      { path: program.file.slice(1), content: settingsFile(name, program.schema), mode: it.settingsMode },
      ...manualFiles(program, release),
      {
        path: `${documents}/copyright`,
        content: copyrightFile(`The licences of what is bundled: /usr/lib/${name}/licences.txt\n`),
      },
      {
        path: `${documents}/changelog.gz`,
        content: compressed(changelog(name, release.version, release.epoch)),
      },
    ],
    conffiles: [program.file.slice(1)],
    scripts: maintainerScripts(unit),
  };
}

const below = (name: string, file: PackedFile): PackedFile => ({
  ...file,
  path: `usr/lib/${name}/${file.path}`,
});

const programFiles = (folder: string, outputs: readonly OutputFile[]): PackedFile[] =>
  outputs.map(({ path, contents }) => ({
    path: `packages/${folder}/dist/${basename(path)}`,
    content: contents,
  }));
