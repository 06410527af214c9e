import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from './failure.mjs';
import { ROOT } from './root.mjs';
import { readyToStart } from './start-settings.mjs';

/** Runs the compiled command line of the lab in this process, which so keeps its signals and terminal. */
export async function runLab(args) {
  const main = join(ROOT, 'packages/lab/dist/main.js');
  if (!existsSync(main)) throw new Failure('The lab has not been built yet; run "npm start" first.');
  const { runCli } = await import(pathToFileURL(main).href);
  await runCli(args, { readyToStart });
}
