import { expect } from 'chai';

interface Failure {
  readonly text: string;
  readonly file?: string;
}
interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly Failure[];
  readonly unsteady: readonly Failure[];
}
type RunFiles = (files: readonly string[]) => Promise<Result>;

const failure = (file?: string): Failure => ({ text: 'a test', ...(file === undefined ? {} : { file }) });

const result = (passed: number, failures: readonly Failure[] = []): Result => ({
  passed,
  failed: failures.length,
  failures,
  unsteady: [],
});

describe('a whole run in which tests have failed', () => {
  let settled: (tested: Result, runFiles: RunFiles) => Promise<Result>;
  let ran: (readonly string[])[];

  before(async () => {
    // Script code has no types.
    const file = new URL('../../scripts/bootstrap/settled.mjs', import.meta.url).href;
    ({ settled } = (await import(file)) as { settled: typeof settled });
  });
  beforeEach(() => {
    ran = [];
  });

  const runningTo =
    (again: Result): RunFiles =>
    (files) => {
      ran.push(files);
      return Promise.resolve(again);
    };

  it('runs each of their files once more, and says which were unsteady', async () => {
    const failures = [failure('a.test.ts'), failure('b.test.ts'), failure('a.test.ts')];
    expect(await settled(result(7, failures), runningTo(result(5)))).to.deep.equal({
      passed: 10,
      failed: 0,
      failures: [],
      unsteady: failures,
    });
    expect(ran).to.deep.equal([['a.test.ts', 'b.test.ts']]);
  });

  it('fails when one of them fails again, or none of them runs', async () => {
    const tested = result(7, [failure('a.test.ts')]);
    expect(await settled(tested, runningTo(result(4, [failure('a.test.ts')])))).to.equal(tested);
    expect(await settled(tested, runningTo(result(0)))).to.equal(tested);
    expect(ran).to.have.lengthOf(2);
  });

  it('fails at once for many, and for a process that broke off', async () => {
    for (const failures of [Array.from({ length: 4 }, () => failure('a.test.ts')), [failure()]]) {
      const tested = result(7, failures);
      expect(await settled(tested, runningTo(result(5)))).to.equal(tested);
    }
    expect(ran).to.deep.equal([]);
  });

  it('runs nothing again without a failure', async () => {
    expect(await settled(result(7), runningTo(result(5)))).to.deep.equal(result(7));
    expect(ran).to.deep.equal([]);
  });
});
