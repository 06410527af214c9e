import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const NODE_MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

const made = new Map<string, Promise<string>>();
let directory: string | undefined;

/**
 * Path of a program for Node.js that consists of a TypeScript module and all that it imports. It starts with a tenth of
 * the CPU that a loader for TypeScript takes for the same module. Built once per process, and gone with it.
 */
export function bundled(entry: URL): Promise<string> {
  const file = fileURLToPath(entry);
  const there = made.get(file) ?? bundle(file, made.size);
  made.set(file, there);
  return there;
}

async function bundle(file: string, number: number): Promise<string> {
  const outfile = join(ownDirectory(), `${number}-${basename(file, '.ts')}.mjs`);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    banner: { js: REQUIRE },
    external: ['pg-native'],
    logLevel: 'silent',
  });
  return outfile;
}

/** What is not imported but looked for, such as files of a package, is found there too. */
function ownDirectory(): string {
  if (directory === undefined) {
    const own = mkdtempSync(join(tmpdir(), 'lb-bundled-'));
    symlinkSync(NODE_MODULES, join(own, 'node_modules'));
    process.once('exit', () => rmSync(own, { recursive: true, force: true }));
    directory = own;
  }
  return directory;
}
