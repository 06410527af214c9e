import { build } from 'esbuild';
import { PACKAGES, optionsOf, writePrograms } from './build/programs.mjs';

/** Builds the programs of the packages that the arguments name, or of all. */
const names = process.argv.slice(2);

await Promise.all(
  (names.length === 0 ? PACKAGES : names).map(async (name) => {
    const { outputFiles } = await build(optionsOf(name));
    await writePrograms(name, outputFiles);
  }),
);
