import { installNpmPackages, npmIsStale } from './dependencies.mjs';
import { installPackages, missingPackages } from './distribution.mjs';
import { checkMachine } from './machine.mjs';
import { runQuietly } from './run-quietly.mjs';

/** Everything between a fresh clone and a lab that can start. Each step prints what it found. */
export async function prepare(steps, { forTests = false } = {}) {
  checkMachine();
  const missing = missingPackages({ forTests });
  const label = missing.length === 0 ? 'distribution packages' : `installing ${missing.join(', ')}`;
  await steps.run(label, () => (missing.length === 0 ? 'present' : installPackages(missing)));
  await steps.run('npm packages', () => (npmIsStale() ? installNpmPackages() : 'present'));
  await steps.run('build', () =>
    runQuietly('the build', [
      process.execPath,
      'node_modules/typescript/bin/tsc',
      '-b',
      'tsconfig.build.json',
    ]),
  );
}

export const PREPARE_STEPS = 3;
