import { rmSync } from 'node:fs';
import { describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import { lackOfHosts } from '../../scripts/hosts/lack-of-hosts.ts';
import { runOnOwnKernel } from '../../scripts/hosts/own-kernel.ts';
import { shareWithAgent } from './support/own-kernel-share.ts';

describeUnless(await lackOfHosts(), describe)('memory runs out in the unit of the agent', function () {
  this.timeout(1_500_000);
  let share: string;

  before(async () => {
    share = await shareWithAgent('oom-job.sh');
  });
  after(() => rmSync(share, { recursive: true, force: true }));

  it('goes on with all but the one that was killed, which the default policy would not', async () => {
    const said = await runOnOwnKernel(share);
    expect(said.trim().split('\n')).to.deep.equal([
      'OOMPolicy=continue',
      'KillMode=process',
      'killed 1',
      'agent goes on',
      'haproxy goes on',
      'with OOMPolicy=stop:',
      'agent ended',
    ]);
  });
});
