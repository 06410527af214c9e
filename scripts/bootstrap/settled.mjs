/**
 * How many failures may be due to a machine that was too busy for the deadlines of the tests. More are not looked into.
 */
const UNSTEADY_AT_MOST = 3;

/**
 * The result of a run in which a few tests have failed, once their files have run again with nothing beside them. If
 * everything in these passes, the failures become `unsteady`: they are printed, but do not fail the run.
 * @param tested counts, and failures with their text and their test file; a process that broke off has no file
 * @param runFiles runs these test files and gives a result of the same shape
 */
export async function settled(tested, runFiles) {
  const { passed, failed, failures } = tested;
  const areFew = failed > 0 && failed === failures.length && failed <= UNSTEADY_AT_MOST;
  if (!areFew || failures.some(({ file }) => !file)) return tested;
  const again = await runFiles([...new Set(failures.map(({ file }) => file))]);
  if (again.failed > 0 || again.passed === 0) return tested;
  return { ...tested, passed: passed + failed, failed: 0, failures: [], unsteady: failures };
}
