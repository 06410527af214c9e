import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { endMarked, leftovers, namespaces } from './leftovers.mjs';
import { PREPARE_STEPS, prepare } from './prepare.mjs';
import { runVisibly } from './run-visibly.mjs';
import { Steps } from './step.mjs';
import { mochaCommand } from './mocha-command.mjs';
import { mochaArguments } from './test-selection.mjs';

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
  const steps = new Steps(PREPARE_STEPS + 1);
  await prepare(steps, { forTests: true });
  const argv = mochaCommand(mochaArguments(args));
  steps.begin('tests');
  const directory = mkdtempSync(join(tmpdir(), 't'));
  // Like /tmp itself: some of what the tests start runs as nobody.
  chmodSync(directory, 0o1777);
  try {
    return await run(argv, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The run has a temporary directory of its own and a mark in its environment: what it leaves can be told. */
async function run(argv, directory) {
  const before = namespaces();
  const mark = `LB_TEST_RUN=${randomBytes(8).toString('hex')}`;
  const summary = `${directory}.json`;
  const env = { LB_TEST_SUMMARY: summary, LB_TEST_RUN: mark.split('=')[1], TMPDIR: directory };
  const code = await runVisibly(argv, { env, overdue: () => isOlder(summary, EXIT_GRACE_MS) });
  const counts = takeCounts(summary);
  const left = await leftovers({ directory, mark, before });
  for (const trace of left) process.stdout.write(`left behind: ${trace}\n`);
  endMarked(mark);
  if (counts === undefined) throw new Failure(`mocha ended with ${code} before it was done`);
  if (code !== 0 && counts.failed === 0) process.stdout.write(`mocha did not end in order (${code})\n`);
  const more = left.length > 0 || (code !== 0 && counts.failed === 0) ? 1 : 0;
  return { passed: counts.passed, failed: counts.failed + more };
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

function takeCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}
