import { installNpmPackages, npmIsStale } from './dependencies.mjs';
import { installPackages, missingPackages } from './distribution.mjs';
import { checkMachine } from './machine.mjs';
import { runQuietly } from './run-quietly.mjs';

/**
 * Everything between a fresh clone and a lab that can start, with what `needs` adds. The steps say what they find. The
 * distribution installs its packages meanwhile: what is done first needs none of them.
 * @param withSources is done as soon as npm packages and builds are there
 */
export async function prepare(steps, needs = {}, withSources = async () => undefined) {
  checkMachine();
  const missing = missingPackages(needs);
  const installing = missing.length === 0 ? undefined : installPackages(missing);
  // Told of where it is waited for.
  installing?.catch(() => undefined);
  const meanwhile =
    missing.length === 0 ? '' : ` (the distribution installs ${missing.join(', ')} meanwhile)`;
  try {
    await steps.run(`npm packages${meanwhile}`, () => (npmIsStale() ? installNpmPackages() : 'present'));
    await steps.run('build', () => runQuietly('the build', [process.execPath, 'scripts/build.mjs']));
    await steps.run('web page', () =>
      runQuietly('the build of the web page', [process.execPath, 'scripts/build-page.mjs']),
    );
    await withSources();
  } catch (error) {
    // The distribution is not left half installed.
    await Promise.allSettled([installing]);
    throw error;
  }
  await steps.run('distribution packages', () => installing ?? 'present');
}

export const PREPARE_STEPS = 4;
