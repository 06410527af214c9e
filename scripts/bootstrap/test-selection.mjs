import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT } from './root.mjs';

/** Files that share what is slow to set up (laboratories, databases, clients), the longest first. */
const LANES = [
  /^packages\/agent\//,
  /^tests\/chaos\//,
  /^tests\/e2e\//,
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

/** Every run of the tests has the first; what takes minutes and is seldom hurt is a run of its own. */
const ENDINGS = { usual: '.test.ts', long: '.long.ts' };

/**
 * Arguments of each mocha: one for a selection; for everything one per lane, and one for the files of no lane.
 * @param isLong of the long tests, instead of the others
 */
export function testLanes(args, isLong) {
  const { files, options } = selection(args, isLong ? ENDINGS.long : ENDINGS.usual);
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
function selection(args, ending) {
  const firstOption = args.findIndex((argument) => argument.startsWith('-'));
  const words = firstOption === -1 ? args : args.slice(0, firstOption);
  const options = args.slice(words.length);
  const files = words.length === 0 ? testFiles(ending) : words.flatMap((word) => selected(word, ending));
  return { files: [...new Set(files)], options };
}

function selected(word, ending) {
  if (word.includes('*') || word.endsWith('.ts')) return [word];
  const files = testFiles(ending).filter((file) => file.includes(word));
  if (files.length === 0) throw new Failure(`No test file has "${word}" in its path.`);
  return files;
}

const testFiles = (ending) => [
  ...readdirSync(join(ROOT, 'packages')).flatMap((name) =>
    filesUnder(join(ROOT, 'packages', name, 'src'), ending),
  ),
  ...filesUnder(join(ROOT, 'tests'), ending),
];

function filesUnder(directory, ending) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true })
    .filter((file) => file.endsWith(ending))
    .map((file) => relative(ROOT, join(directory, file)))
    .sort();
}
