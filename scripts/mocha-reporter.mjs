import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/**
 * Mocha's "spec" output with `N passed, N failed` as its last line; a skipped test counts as failed.
 * With LB_TEST_SUMMARY set, the counts go to that file instead, for a caller that has the last word.
 */
class SpecWithCounts extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const counts = { passed: passes, failed: failures + pending };
    const file = process.env.LB_TEST_SUMMARY;
    if (file === undefined) console.log(`${counts.passed} passed, ${counts.failed} failed`);
    else writeFileSync(file, JSON.stringify(counts));
  }
}

// Mocha loads a reporter with require(); this name makes Node hand out the class itself.
export { SpecWithCounts as 'module.exports' };
