import { installNpmPackages, npmIsStale } from './dependencies.mjs';
import { installPackages, missingPackages } from './distribution.mjs';
import { checkMachine } from './machine.mjs';
import { runQuietly } from './run-quietly.mjs';

/** Everything between a fresh clone and a lab that can start, with what `needs` adds. The steps say what they find. */
export async function prepare(steps, needs = {}) {
  checkMachine();
  const missing = missingPackages(needs);
  const label = missing.length === 0 ? 'distribution packages' : `installing ${missing.join(', ')}`;
  await steps.run(label, () => (missing.length === 0 ? 'present' : installPackages(missing)));
  await steps.run('npm packages', () => (npmIsStale() ? installNpmPackages() : 'present'));
  await steps.run('build', () => runQuietly('the build', [process.execPath, 'scripts/build.mjs']));
  await steps.run('web page', () =>
    runQuietly('the build of the web page', [process.execPath, 'scripts/build-page.mjs']),
  );
}

export const PREPARE_STEPS = 4;
