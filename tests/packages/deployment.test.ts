import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually } from '@lbaas/common/runtime';
import { describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import { lackOfHosts } from '../../scripts/hosts/lack-of-hosts.ts';
import { PageWalk, stepsIn } from './support/page-walk.ts';
import { ThreeHosts } from './support/three-hosts.ts';
import { Traffic } from './support/traffic.ts';

const PAGE = fileURLToPath(new URL('../../docs/deployment.md', import.meta.url));
const TITLE = 'From three hosts to the first balancer';
/** The first address that the page lets VIPs have. */
const URL_OF_VIP = 'http://10.20.1.200/';
const SOON = { withinMs: 60_000, everyMs: 200 };

/** Nothing is done on the hosts but what the page says, in its order; the second test goes on where it ends. */
describeUnless(await lackOfHosts(), describe)('docs/deployment.md', function () {
  this.timeout(900_000);
  let three: ThreeHosts;

  before(async () => {
    three = await ThreeHosts.up();
  });
  after(() => three?.down());

  const node = async (): Promise<ThreeHosts['nodes'][number]> => {
    for (const host of three.nodes) if ((await host.exec('ip', 'netns')) !== '') return host;
    throw new Error('no node has a balancer');
  };

  it('leads from three bare hosts to a balancer that answers', async () => {
    const steps = stepsIn(readFileSync(PAGE, 'utf8'), TITLE);
    expect(steps).to.have.length.greaterThan(20);
    await new PageWalk(three.shells).follow(steps);
    const traffic = new Traffic(URL_OF_VIP, (argv) => three.enter(argv));
    await eventually(() => expect(traffic.answered).to.be.above(20), SOON);
    expect((await traffic.stop()).failed).to.deep.equal([]);
  });

  it('leads to an agent whose restart no client notices', async () => {
    const host = await node();
    const agent = (): Promise<string> => host.exec('systemctl', 'show', '-P', 'MainPID', 'lbaas-agent');
    const [before, haproxy] = [await agent(), await host.exec('pgrep', 'haproxy')];
    const traffic = new Traffic(URL_OF_VIP, (argv) => three.enter(argv));
    await eventually(() => expect(traffic.answered).to.be.above(20), SOON);
    await host.exec('systemctl', 'restart', 'lbaas-agent');
    const answered = traffic.answered;
    await eventually(() => expect(traffic.answered).to.be.above(answered + 100), SOON);
    expect((await traffic.stop()).failed).to.deep.equal([]);
    expect(await agent()).not.to.equal(before);
    expect(await host.exec('pgrep', 'haproxy')).to.equal(haproxy);
  });
});
