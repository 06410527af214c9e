import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import type { Layers } from './layers.ts';

/** A source file of a package with the files of the same package that it imports; paths are below `src`. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly string[];
}

const IS_SOURCE = /\.tsx?$/;
const IS_TEST = /\.test\.ts$|(?:^|\/)testing\//;
const RELATIVE_IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/** The sources of a package, tests and their support aside. */
export function sourceTree(sourceDirectory: string): readonly SourceFile[] {
  return readdirSync(sourceDirectory, { recursive: true, encoding: 'utf8' })
    .filter((path) => IS_SOURCE.test(path) && !IS_TEST.test(path))
    .sort()
    .map((path) => ({ path, imports: importsOf(sourceDirectory, path) }));
}

function importsOf(sourceDirectory: string, path: string): string[] {
  const text = readFileSync(join(sourceDirectory, path), 'utf8');
  const from = join(sourceDirectory, dirname(path));
  return [...text.matchAll(RELATIVE_IMPORT)].map(([, target = '']) =>
    relative(sourceDirectory, join(from, target)),
  );
}

/** The deepest room of the table that the file is in; undefined when its folder is missing there. */
export function roomOf(layers: Layers, path: string): string | undefined {
  const folder = posix.dirname(path);
  return Object.keys(layers)
    .filter((room) => folder === room || folder.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}
