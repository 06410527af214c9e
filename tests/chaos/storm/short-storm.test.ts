import { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { breachesOf } from './invariants.ts';
import { SHORT_STORM_LAB } from './lab-options.ts';
import { planStorm } from './schedule.ts';
import { runStorm } from './storm.ts';
import { summaryOf } from './summary.ts';

/** `npm run chaos` has longer ones, with any seed. */
const SEED = 1;
const SECONDS = 40;

describe('a short storm', function () {
  this.timeout(600_000);
  let lab: Lab;
  before(async () => {
    lab = await Lab.start(SHORT_STORM_LAB);
  });
  after(() => lab.stop());

  it('leaves every invariant true', async () => {
    const schedule = planStorm({ seed: SEED, seconds: SECONDS, isShort: true });
    const { findings } = await runStorm(lab, schedule, () => undefined);
    expect(breachesOf(findings), summaryOf(SEED, findings).join('\n')).to.deep.equal([]);
    expect(findings.edits.length).to.be.greaterThan(10);
    expect(findings.faults.length).to.be.greaterThan(3);
  });
});
