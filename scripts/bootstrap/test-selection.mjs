import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT } from './root.mjs';

/** Files that share what is slow to set up (laboratories, databases, clients), the longest first. */
const LANES = [
  /^packages\/agent\//,
  /^tests\/(e2e|chaos)\//,
  /^tests\/clients\//,
  /^tests\/page\//,
  /^tests\/packages\//,
  /^tests\/api\//,
  /^(tests\/rpc-contract|packages\/server)\//,
];

/** Files that need Docker, in a lane of their own. */
const DOCKER = /^tests\/compose\//;
/** Whether `docker compose` must work for these arguments of a mocha. */
export const needsDocker = ([file = '']) => DOCKER.test(file);

/** Arguments of each mocha: one for a selection; for everything one per lane, and one for the files of no lane. */
export function testLanes(args) {
  const { files, options } = selection(args);
  const docker = files.filter((file) => DOCKER.test(file));
  const others = files.filter((file) => !DOCKER.test(file));
  const lanes = args.length === 0 ? LANES : [];
  const rest = others.filter((file) => !lanes.some((lane) => lane.test(file)));
  return [docker, ...lanes.map((lane) => others.filter((file) => lane.test(file))), rest]
    .filter((own) => own.length > 0)
    .map((own) => [...own, ...options]);
}

/**
 * Test files, and options of mocha. Words before the first option select files: a path or glob is used as it is, any
 * other word selects the files with it in their path (`npm test -- haproxy`, `npm test -- tests/e2e`). Everything from
 * the first option on is passed to mocha.
 */
function selection(args) {
  const firstOption = args.findIndex((argument) => argument.startsWith('-'));
  const words = firstOption === -1 ? args : args.slice(0, firstOption);
  const options = args.slice(words.length);
  const files = words.length === 0 ? testFiles() : words.flatMap(selected);
  return { files: [...new Set(files)], options };
}

function selected(word) {
  if (word.includes('*') || word.endsWith('.ts')) return [word];
  const files = testFiles().filter((file) => file.includes(word));
  if (files.length === 0) throw new Failure(`No test file has "${word}" in its path.`);
  return files;
}

const testFiles = () => [
  ...readdirSync(join(ROOT, 'packages')).flatMap((name) => testsUnder(join(ROOT, 'packages', name, 'src'))),
  ...testsUnder(join(ROOT, 'tests')),
];

function testsUnder(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => relative(ROOT, join(directory, file)))
    .sort();
}
