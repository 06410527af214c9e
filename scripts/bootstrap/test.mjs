import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { leftovers, traces } from './leftovers.mjs';
import { PREPARE_STEPS, prepare } from './prepare.mjs';
import { runVisibly } from './run-visibly.mjs';
import { Steps } from './step.mjs';
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
  await prepare(steps);
  steps.begin('tests');
  const mark = `LB_TEST_RUN=${randomBytes(8).toString('hex')}`;
  const before = traces();
  const { code, counts } = await runMocha(mochaArguments(args), mark);
  const left = await leftovers(before, mark);
  for (const trace of left) process.stdout.write(`left behind: ${trace}\n`);
  if (counts === undefined) throw new Failure(`mocha ended with ${code} before it was done`);
  return { passed: counts.passed, failed: counts.failed + (left.length > 0 ? 1 : 0) };
}

function asFailure(error) {
  if (!(error instanceof Failure)) throw error;
  process.stdout.write(`${error.message}\n`);
  return { passed: 0, failed: 1 };
}

async function runMocha(args, mark) {
  const directory = mkdtempSync(join(tmpdir(), 'mocha-'));
  const summary = join(directory, 'counts.json');
  const [name, value] = mark.split('=');
  try {
    const argv = [process.execPath, 'node_modules/mocha/bin/mocha.js', ...args];
    const code = await runVisibly(argv, { env: { LB_TEST_SUMMARY: summary, [name]: value } });
    return { code, counts: readCounts(summary) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
