import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine } from '../closing-line.mjs';
import { Failure } from './failure.mjs';
import { endMarked, leftovers, namespaces } from './leftovers.mjs';
import { PREPARE_STEPS, prepare } from './prepare.mjs';
import { runQuietly } from './run-quietly.mjs';
import { SIGNALS, runVisibly, typescript } from './run-visibly.mjs';
import { Steps } from './step.mjs';
import { mochaCommand } from './mocha-command.mjs';
import { settled } from './settled.mjs';
import { needsDocker, testLanes } from './test-selection.mjs';

/**
 * Runs the tests and then looks for what they have left behind, which counts as one more failure. At the end all
 * failures are listed once more in one place, and why tests were skipped; the last line is `N passed, N failed`,
 * followed by `, N skipped` where the distribution lacks something.
 * @param args `--long` first for the long tests, then what selects some of them
 * @returns exit code
 */
export async function test(given) {
  const isLong = given[0] === '--long';
  const args = isLong ? given.slice(1) : given;
  const result = await outcome(args, isLong).catch(asFailure);
  if (args.length === 0) process.stdout.write(slowest(result.files));
  for (const lack of result.lacks) process.stdout.write(`skipped: ${lack}\n`);
  for (const { text } of result.unsteady) process.stdout.write(`unsteady, passed when run again: ${text}\n`);
  for (const { text } of result.failures) process.stdout.write(`failed: ${text}\n`);
  process.stdout.write(`${closingLine(result)}\n`);
  return result.failed === 0 && result.passed > 0 ? 0 : 1;
}

const SLOWEST = 25;

/** The files that take longest, while others run beside them, a line each. */
function slowest(files) {
  const first = files.toSorted((one, other) => other.seconds - one.seconds).slice(0, SLOWEST);
  return first.map(({ file, seconds }) => `slowest: ${seconds.toFixed(0).padStart(4)} s ${file}\n`).join('');
}

async function outcome(args, isLong) {
  const isWhole = args.length === 0;
  const isChecked = isWhole && !isLong;
  const steps = new Steps(PREPARE_STEPS + (isChecked ? 2 : 1));
  const lanes = testLanes(args, isLong);
  let checked = NOTHING;
  await prepare(steps, { forTests: true }, async () => {
    if (isChecked) checked = await check(steps);
  });
  steps.begin('tests');
  const tested = await runIn(lanes, { again: isWhole });
  return sum([checked, tested]);
}

const NOTHING = { passed: 0, failed: 0, skipped: 0, lacks: [], failures: [], unsteady: [], files: [] };

const oneFailure = (text) => ({ ...NOTHING, failed: 1, failures: [{ text }] });

const sum = (results) => ({
  passed: results.reduce((total, { passed }) => total + passed, 0),
  failed: results.reduce((total, { failed }) => total + failed, 0),
  skipped: results.reduce((total, { skipped }) => total + skipped, 0),
  lacks: results.flatMap(({ lacks }) => lacks),
  failures: results.flatMap(({ failures }) => failures),
  unsteady: results.flatMap(({ unsteady }) => unsteady),
  files: results.flatMap(({ files }) => files),
});

/** Counts as one test: a failed check does not keep the tests from running. */
async function check(steps) {
  try {
    await steps.run('format, lint, types, unused code, generated documents', () =>
      runQuietly('the check', ['npm', 'run', '--silent', 'check']),
    );
    return { ...NOTHING, passed: 1 };
  } catch (error) {
    return asFailure(error);
  }
}

async function runIn(lanes, { again }) {
  const directory = mkdtempSync(join(tmpdir(), 't'));
  // Like /tmp itself: some of the processes that tests start run as nobody.
  chmodSync(directory, 0o1777);
  try {
    return await run(lanes, { directory, again });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Tests wait much of their time: three at once keep two cores busy; with four they take as long, and some time out. */
const LANES_AT_ONCE = 3;

/** The run has its own temporary directory and a mark in its environment, so its leftovers can be recognised. */
async function run(lanes, { directory, again }) {
  const before = namespaces();
  const id = randomBytes(8).toString('hex');
  const env = { LB_TEST_RUN: id, TMPDIR: directory };
  const results = [];
  const waiting = [...lanes.entries()];
  const startNoMore = () => waiting.splice(0);
  for (const signal of SIGNALS) process.on(signal, startNoMore);
  await Promise.all(Array.from({ length: LANES_AT_ONCE }, () => runLanes()));
  for (const signal of SIGNALS) process.off(signal, startNoMore);
  const tested = sum(results);
  const total = again ? await settled(tested, runAgain) : tested;
  const left = await leftovers({ directory, mark: `LB_TEST_RUN=${id}`, before });
  endMarked(`LB_TEST_RUN=${id}`);
  const cleanliness = left.length > 0 ? oneFailure(['left behind', ...left].join('\n    ')) : NOTHING;
  return sum([total, cleanliness]);

  function runAgain(files) {
    return runLane(files, { env, n: lanes.length, prefix: directory });
  }

  async function runLanes() {
    for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
      const [n, argv] = lane;
      results.push(await runLane(argv, { env, n, prefix: directory }));
    }
  }
}

/** The first lane shows its progress; the output of the others is printed in one piece when they are done. */
async function runLane(argv, { env, n, prefix }) {
  const summary = `${prefix}.${n}.json`;
  const log = n === 0 ? undefined : `${prefix}.${n}.log`;
  const overdue = () => isOlder(summary, EXIT_GRACE_MS);
  const command = mochaCommand(argv);
  const code = await runVisibly(needsDocker(argv) ? typescript(WITH_DOCKER, ...command) : command, {
    env: { ...env, LB_TEST_SUMMARY: summary },
    overdue,
    log,
  });
  if (log !== undefined) process.stdout.write(take(log) ?? '');
  const text = take(summary);
  if (text === undefined)
    return oneFailure(`mocha ended with ${code} before it was done with ${named(argv)}`);
  const result = { ...NOTHING, ...JSON.parse(text) };
  if (code === 0 || result.failed > 0) return result;
  return sum([result, oneFailure(`mocha did not end in order (${code}) after ${named(argv)}`)]);
}

/** Runs a command where `docker compose` works. */
const WITH_DOCKER = 'scripts/with-docker.ts';

const named = ([first, ...others]) => `${first} and ${others.length} others`;

/**
 * After its last test mocha ends by itself, or says what it waits for (mocha-reporter.mjs). Before that it removes the
 * databases of its tests, more than a gigabyte in 45,000 files, which takes time on a slow disk.
 */
const EXIT_GRACE_MS = 300_000;

function isOlder(file, ms) {
  return existsSync(file) && Date.now() - statSync(file).mtimeMs > ms;
}

function asFailure(error) {
  if (!(error instanceof Failure)) throw error;
  return oneFailure(error.message);
}

/** Content of a file, which is then removed; undefined if there is none. */
function take(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}
