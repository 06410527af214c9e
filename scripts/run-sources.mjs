import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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

async function startAgain(files) {
  await writePrograms(name, files);
  await stop();
  start();
}

/** One after another, however fast files are saved. */
const onBuilt = ({ errors, outputFiles }) => {
  if (errors.length === 0) turn = turn.then(() => startAgain(outputFiles));
};

const sources = await context({
  ...optionsOf(name),
  plugins: [{ name: 'start again', setup: (bundler) => bundler.onEnd(onBuilt) }],
});
await sources.watch();

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    turn = turn.then(async () => {
      await stop(signal);
      await sources.dispose();
      process.exit(child?.exitCode ?? 0);
    });
  });
}
