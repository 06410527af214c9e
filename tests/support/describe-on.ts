import type { Lab } from '@lbaas/lab';
import type { Shared } from './shared.ts';

export type SuiteOnLab = (title: string, body: (lab: Lab) => void) => void;

/** How to describe a suite on a laboratory that suites share, which is put in order after each test. */
export const describeOn =
  (shared: Shared<Lab>, putInOrder: (lab: Lab) => Promise<void>): SuiteOnLab =>
  (title, body) => {
    describe(title, function () {
      this.timeout(180_000);
      const lab = shared.use();
      afterEach(() => putInOrder(lab));
      body(lab);
    });
  };
