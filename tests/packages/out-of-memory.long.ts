import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import { lackOfHosts } from '../../scripts/hosts/lack-of-hosts.ts';
import { runOnOwnKernel } from '../../scripts/hosts/own-kernel.ts';
import { debOf, sharedPackages } from './support/build-packages.ts';

const JOB = fileURLToPath(new URL('./support/oom-job.sh', import.meta.url));

describeUnless(await lackOfHosts(), describe)('memory runs out in the unit of the agent', function () {
  this.timeout(1_500_000);
  let share: string;

  before(async () => {
    const packages = await sharedPackages();
    share = mkdtempSync(join(tmpdir(), 'lbaas-oom-'));
    copyFileSync(JOB, join(share, 'job'));
    for (const name of ['lbaas-agent', 'lbaas-runtime'] as const) {
      const deb = debOf(packages, name);
      copyFileSync(deb, join(share, basename(deb)));
    }
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
