import { installNpmPackages, npmIsStale } from './dependencies.mjs';
import { checkNode } from './machine.mjs';
import { Steps } from './step.mjs';

/** What a tool of npm needs: no root, nothing of the distribution. Says nothing when there is nothing to do. */
export async function packages() {
  checkNode();
  if (npmIsStale()) await new Steps(1).run('npm packages', installNpmPackages);
}
