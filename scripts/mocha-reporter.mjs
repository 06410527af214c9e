import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import Mocha from 'mocha';
import { closingLine } from './closing-line.mjs';

/**
 * Mocha's "spec" output with `N passed, N failed` as its last line, and the number of skipped tests if there are any.
 * A test is skipped where the distribution lacks what it runs (`lacking` of a suite); any other skipped test counts as
 * failed. With LB_TEST_SUMMARY set, the counts, the failures and the seconds of each file are written to that file
 * instead, for a caller that prints the last line.
 */
class SpecWithCounts extends Mocha.reporters.Spec {
  /** Number of skipped tests by what is lacking. */
  #lacks = new Map();
  /** With what their hooks take. */
  #secondsByFile = new Map();

  constructor(runner, options) {
    super(runner, options);
    runner.on('pending', (test) => {
      const lack = lackOf(test);
      if (lack !== undefined) this.#lacks.set(lack, (this.#lacks.get(lack) ?? 0) + 1);
    });
    let begun = 0;
    runner.on('suite', ({ parent }) => {
      if (parent?.root) begun = Date.now();
    });
    runner.on('suite end', (suite) => {
      if (suite.parent?.root) this.#took(fileOf(suite), (Date.now() - begun) / 1000);
    });
  }

  #took(file, seconds) {
    this.#secondsByFile.set(file, (this.#secondsByFile.get(file) ?? 0) + seconds);
  }

  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const skipped = [...this.#lacks.values()].reduce((sum, count) => sum + count, 0);
    const counts = { passed: passes, failed: failures + pending - skipped, skipped };
    const lacks = [...this.#lacks].map(([lack, count]) => `${count} tests: ${lack}`);
    const file = process.env.LB_TEST_SUMMARY;
    if (file === undefined) {
      for (const lack of lacks) console.log(`skipped: ${lack}`);
      console.log(closingLine(counts));
    } else {
      const failed = this.failures.map((test) => ({ text: failureText(test), file: fileOf(test) }));
      const files = [...this.#secondsByFile].map(([name, seconds]) => ({ file: name, seconds }));
      writeFileSync(file, JSON.stringify({ ...counts, lacks, failures: failed, files }));
    }
    setTimeout(endAnyway, LINGER_MS).unref();
  }
}

/** How long a test process may go on after its last test. */
const LINGER_MS = 30_000;

/** Its exit handlers still remove what its tests have used. */
function endAnyway() {
  console.log(`still there after the last test: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(1);
}

function lackOf({ parent }) {
  for (let suite = parent; suite; suite = suite.parent) if (suite.lacking !== undefined) return suite.lacking;
  return undefined;
}

/** The titles of a test, the first lines of its error, and where two values differ, as text. */
const failureText = (test) => {
  const { err } = test;
  const lines = [
    ...String(err?.stack ?? err)
      .split('\n')
      .slice(0, 12),
    ...difference(err),
  ];
  return [`${test.fullTitle()} (${fileOf(test)})`, ...lines].join('\n    ');
};

const fileOf = ({ file = '' }) => relative(process.cwd(), file);

/** At most so many lines of a difference: the whole of it stands in the output of the test's own process. */
const DIFFERENCE_LINES = 30;

/** Of an error, or of the one that it was made of. */
function difference(error) {
  if (!(error instanceof Error)) return [];
  if (!Mocha.reporters.Base.showDiff(error)) return difference(error.cause);
  return changedLines(error).slice(0, DIFFERENCE_LINES);
}

const changedLines = ({ actual, expected }) =>
  stripVTControlCharacters(Mocha.reporters.Base.generateDiff(text(actual), text(expected)))
    .split('\n')
    .filter((line) => /^\s*[+-]/.test(line));

const text = (value) => (typeof value === 'string' ? value : Mocha.utils.stringify(value));

// Mocha loads a reporter with require(); this name makes Node return the class itself.
export { SpecWithCounts as 'module.exports' };
