import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { endMarked, leftovers, namespaces } from './leftovers.mjs';
import { PREPARE_STEPS, prepare } from './prepare.mjs';
import { runQuietly } from './run-quietly.mjs';
import { runVisibly } from './run-visibly.mjs';
import { Steps } from './step.mjs';
import { mochaCommand } from './mocha-command.mjs';
import { testLanes } from './test-selection.mjs';

/**
 * Runs the tests and then looks for what they have left behind, which counts as one more failure. The last line
 * is always `N passed, N failed`. @returns exit code
 */
export async function test(args) {
  const { passed, failed } = await outcome(args).catch(asFailure);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function outcome(args) {
  const isWhole = args.length === 0;
  const steps = new Steps(PREPARE_STEPS + (isWhole ? 2 : 1));
  await prepare(steps, { forTests: true });
  const lanes = testLanes(args);
  const checked = isWhole ? await check(steps) : { passed: 0, failed: 0 };
  steps.begin('tests');
  const tested = await runIn(lanes);
  return { passed: checked.passed + tested.passed, failed: checked.failed + tested.failed };
}

/** Counts as one test: what is wrong with the code does not keep the tests from running. */
async function check(steps) {
  try {
    await steps.run('format, lint, types, unused code, generated documents', () =>
      runQuietly('the check', ['npm', 'run', '--silent', 'check']),
    );
    return { passed: 1, failed: 0 };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stdout.write(`${error.message}\n`);
    return { passed: 0, failed: 1 };
  }
}

async function runIn(lanes) {
  const directory = mkdtempSync(join(tmpdir(), 't'));
  // Like /tmp itself: some of what the tests start runs as nobody.
  chmodSync(directory, 0o1777);
  try {
    return await run(lanes, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The run has a temporary directory of its own and a mark in its environment: what it leaves can be told. */
async function run(lanes, directory) {
  const before = namespaces();
  const id = randomBytes(8).toString('hex');
  const env = { LB_TEST_RUN: id, TMPDIR: directory };
  const results = await Promise.all(lanes.map((argv, n) => runLane(argv, { env, n, prefix: directory })));
  const left = await leftovers({ directory, mark: `LB_TEST_RUN=${id}`, before });
  for (const trace of left) process.stdout.write(`left behind: ${trace}\n`);
  endMarked(`LB_TEST_RUN=${id}`);
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  return { passed: sum('passed'), failed: sum('failed') + (left.length > 0 ? 1 : 0) };
}

/** The first lane shows its progress; the output of the others comes in one piece when they are done. */
async function runLane(argv, { env, n, prefix }) {
  const summary = `${prefix}.${n}.json`;
  const log = n === 0 ? undefined : `${prefix}.${n}.log`;
  const overdue = () => isOlder(summary, EXIT_GRACE_MS);
  const code = await runVisibly(mochaCommand(argv), {
    env: { ...env, LB_TEST_SUMMARY: summary },
    overdue,
    log,
  });
  if (log !== undefined) process.stdout.write(take(log) ?? '');
  const text = take(summary);
  if (text === undefined) process.stdout.write(`mocha ended with ${code} before it was done\n`);
  const { passed, failed } = text === undefined ? { passed: 0, failed: 1 } : JSON.parse(text);
  if (code === 0 || failed > 0) return { passed, failed };
  process.stdout.write(`mocha did not end in order (${code})\n`);
  return { passed, failed: 1 };
}

/** After its last test mocha ends by itself, unless something has not been stopped. */
const EXIT_GRACE_MS = 20_000;

function isOlder(file, ms) {
  return existsSync(file) && Date.now() - statSync(file).mtimeMs > ms;
}

function asFailure(error) {
  if (!(error instanceof Failure)) throw error;
  process.stdout.write(`${error.message}\n`);
  return { passed: 0, failed: 1 };
}

/** Content of a file that is then removed; undefined when there is none. */
function take(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}
