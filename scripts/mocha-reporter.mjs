import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';

/**
 * Mocha's "spec" output with `N passed, N failed` as its last line; a skipped test counts as failed. With
 * LB_TEST_SUMMARY set, the counts and the failures are written to that file instead, for a caller that prints the
 * last line.
 */
class SpecWithCounts extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const counts = { passed: passes, failed: failures + pending };
    const file = process.env.LB_TEST_SUMMARY;
    if (file === undefined) console.log(`${counts.passed} passed, ${counts.failed} failed`);
    else writeFileSync(file, JSON.stringify({ ...counts, failures: this.failures.map(failureText) }));
  }
}

/** The titles of a test and the first lines of its error, as text. */
const failureText = (test) => {
  const lines = String(test.err?.stack ?? test.err)
    .split('\n')
    .slice(0, 12);
  return [`${test.fullTitle()} (${relative(process.cwd(), test.file ?? '')})`, ...lines].join('\n    ');
};

// Mocha loads a reporter with require(); this name makes Node return the class itself.
export { SpecWithCounts as 'module.exports' };
