import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';

/**
 * Mocha's "spec" output with `N passed, N failed` as its last line; a skipped test counts as failed.
 * With LB_TEST_SUMMARY set, the counts and what failed go to that file instead, for a caller that has the last word.
 */
class SpecWithCounts extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const counts = { passed: passes, failed: failures + pending };
    const file = process.env.LB_TEST_SUMMARY;
    if (file === undefined) console.log(`${counts.passed} passed, ${counts.failed} failed`);
    else writeFileSync(file, JSON.stringify({ ...counts, failures: this.failures.map(told) }));
  }
}

/** Where a test stands and the first lines of what it said, as text. */
const told = (test) => {
  const said = String(test.err?.stack ?? test.err)
    .split('\n')
    .slice(0, 12);
  return [`${test.fullTitle()} (${relative(process.cwd(), test.file ?? '')})`, ...said].join('\n    ');
};

// Mocha loads a reporter with require(); this name makes Node hand out the class itself.
export { SpecWithCounts as 'module.exports' };
