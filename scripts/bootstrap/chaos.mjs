import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { PREPARE_STEPS, prepare } from './prepare.mjs';
import { ROOT } from './root.mjs';
import { runVisibly, typescript } from './run-visibly.mjs';
import { Steps } from './step.mjs';

const PLACE = join('tests', 'chaos');
const USUAL = 'storm';

/** Runs one of the long fault programs: the word before the options names it. @returns exit code */
export async function chaos(args) {
  const [first = ''] = args;
  const isNamed = first !== '' && !first.startsWith('-');
  const name = isNamed ? first : USUAL;
  if (!programs().includes(name))
    throw new Failure(`No fault program ${name}; there are: ${programs().join(', ')}.`);
  await prepare(new Steps(PREPARE_STEPS));
  return runVisibly(typescript(join(PLACE, name, 'main.ts'), ...args.slice(isNamed ? 1 : 0)));
}

const programs = () =>
  readdirSync(join(ROOT, PLACE)).filter((name) => existsSync(join(ROOT, PLACE, name, 'main.ts')));
