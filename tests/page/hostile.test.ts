import { expect } from 'chai';
import { type ApiObject, call } from '../e2e/support/balancer.ts';
import { JUDGED, expectNoSidewaysScroll, keepScreenshot } from './support/judge.ts';
import { makeMonitor, makeNetwork, makePool, makeSubnet, makeVip } from './support/objects.ts';
import { describeOnPage } from './support/page-world.ts';
import { tidyUp } from './support/tidy-up.ts';
import { Visitor } from './support/visitor.ts';

/** Markup, a script, a change of direction, and no space for 200 characters: 255 of them. */
const HOSTILE = '<img src=x onerror="hostile=1"><script>hostile=1</script>"\'&amp;\u202Egnp.'.padEnd(
  255,
  'W',
);

describeOnPage('a hostile name', (world) => {
  const { lab } = world;
  let visitor: Visitor;
  let monitor: ApiObject;

  before(async () => {
    visitor = await Visitor.enter(world);
    await visitor.signIn();
    const pool = await makePool(world, HOSTILE, { description: HOSTILE });
    const network = await makeNetwork(world, HOSTILE);
    const name = HOSTILE;
    await makeVip(world, pool, { name, description: HOSTILE });
    await makeSubnet(world, network, name, '10.77.0.0/24');
    await call(lab, 'POST', '/v2.0/routers', { router: { name } });
    monitor = await makeMonitor(world, { type: 'HTTP', url_path: `/${'W'.repeat(254)}` });
  });
  after(async () => {
    await visitor.leave();
    await tidyUp(world);
  });

  const SCREENS = [
    ['create', 'Summary'],
    ['monitors', 'WWW'],
    ['networks/floating-ips', '192.168.10.'],
    ['networks/topology', HOSTILE],
    ['operating/audit-log', 'Create'],
    [`operating/quotas?project=${encodeURIComponent(HOSTILE)}`, HOSTILE],
  ] as const;

  for (const [address, shows] of SCREENS)
    it(`is text on ${address.split('?')[0] ?? ''}`, async () => {
      await visitor.goTo(`/${address}`, shows);
      await judge(address.split('?')[0] ?? '');
    });

  it('is text on the page of a monitor', async () => {
    await visitor.goTo(`/monitors/${monitor.id}`, 'WWW');
    await judge('monitor');
  });

  it('is text as the project of a session', async () => {
    const other = await Visitor.enter(world);
    await other.signIn('/load-balancers', { project: HOSTILE, isAdmin: true });
    await judge('project', other);
    await other.leave();
  });

  /** Nothing of it has run, nothing has become an element, and it fits into a telephone. */
  async function judge(name: string, who = visitor): Promise<void> {
    const { page } = who;
    for (const look of JUDGED) {
      await who.become(look);
      await keepScreenshot(page, `hostile-${name.replaceAll('/', '-')}-${look.theme}-${look.width}`);
      await expectNoSidewaysScroll(page);
    }
    expect(await page.evaluate('typeof hostile')).to.equal('undefined');
    expect(await page.locator('img[src="x"]').count()).to.equal(0);
    who.expectNoFault();
    await who.become(JUDGED[0]);
  }
});
