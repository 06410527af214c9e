import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { PREPARE_STEPS, prepare } from './prepare.mjs';
import { ROOT } from './root.mjs';
import { runVisibly, typescript } from './run-visibly.mjs';
import { Steps } from './step.mjs';

const SUFFIX = '.bench.ts';

/** Runs all benchmarks, or the named ones, one after the other. @returns exit code */
export async function bench(names) {
  const all = benchmarks();
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new Failure(`No benchmark ${unknown}; there are: ${all.join(', ') || 'none'}.`);
  await prepare(new Steps(PREPARE_STEPS));
  let worst = 0;
  for (const name of names.length === 0 ? all : names) {
    process.stdout.write(`\n== ${name}\n`);
    worst ||= await runVisibly(typescript(join('bench', `${name}${SUFFIX}`)));
  }
  return worst;
}

function benchmarks() {
  const directory = join(ROOT, 'bench');
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}
