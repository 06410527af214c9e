import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { watch } from 'chokidar';
import { context } from 'esbuild';
import { ROOT } from './bootstrap/root.mjs';
import { optionsOf, writePrograms } from './build/programs.mjs';

/**
 * Runs the program of a package, and runs it again when one of its sources is saved: `run-sources.mjs server [options
 * of node]`. Sources with an error are reported, and what runs goes on.
 */
const [name, ...nodeOptions] = process.argv.slice(2);
const program = join(ROOT, 'packages', name, 'dist/main.js');
let child;
let turn = Promise.resolve();

const start = () => {
  child = spawn(process.execPath, [...nodeOptions, program], { stdio: 'inherit' });
};

async function stop(signal = 'SIGTERM') {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

const sources = await context(optionsOf(name));

async function startAgain() {
  // esbuild has reported what is wrong with the sources.
  const built = await sources.rebuild().catch(() => undefined);
  if (built === undefined) return;
  await writePrograms(name, built.outputFiles);
  await stop();
  start();
}

/** One after another, however fast files are saved. */
function build() {
  turn = turn.then(startAgain);
}

/** An editor saves a file in several steps. */
const SAVED_MS = 30;
let saved;
// esbuild's own watch looks at each file every two seconds only.
const watcher = watch(
  ['common', name].map((each) => join(ROOT, 'packages', each, 'src')),
  { ignoreInitial: true },
).on('all', () => {
  clearTimeout(saved);
  saved = setTimeout(build, SAVED_MS);
});
build();

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    turn = turn.then(async () => {
      await stop(signal);
      await Promise.all([watcher.close(), sources.dispose()]);
      process.exit(child?.exitCode ?? 0);
    });
  });
}
