import { expect } from 'chai';
import { type ApiObject, call } from '../e2e/support/balancer.ts';
import { JUDGED, expectNoSidewaysScroll, keepScreenshot } from './support/judge.ts';
import { makeMember, makeMonitor, makeNetwork, makePool, makeSubnet, makeVip } from './support/objects.ts';
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
  const made = new Map<string, ApiObject>();

  before(async () => {
    visitor = await Visitor.enter(world);
    await visitor.signIn();
    const pool = await makePool(world, HOSTILE, { description: HOSTILE });
    const network = await makeNetwork(world, HOSTILE);
    const name = HOSTILE;
    made.set('pools', pool);
    made.set('vips', await makeVip(world, pool, { name, description: HOSTILE }));
    made.set('members', await makeMember(world, pool, '10.0.0.96'));
    made.set('monitors', await makeMonitor(world, { type: 'HTTP', url_path: `/${'W'.repeat(254)}` }));
    made.set('networks', network);
    made.set('networks/subnets', await makeSubnet(world, network, name, '10.77.0.0/24'));
    made.set(
      'networks/ports',
      await call(lab, 'POST', '/v2.0/ports', { port: { name, network_id: network.id } }),
    );
    made.set('networks/routers', await call(lab, 'POST', '/v2.0/routers', { router: { name } }));
    made.set('load-balancers', pool);
  });
  after(async () => {
    await visitor.leave();
    await tidyUp(world);
  });

  const SCREENS = [
    ['load-balancers', HOSTILE],
    ['create', 'Summary'],
    ['pools', HOSTILE],
    ['members', '10.0.0.96'],
    ['monitors', 'WWW'],
    ['networks', HOSTILE],
    ['networks/subnets', HOSTILE],
    ['networks/ports', HOSTILE],
    ['networks/routers', HOSTILE],
    ['networks/floating-ips', '192.168.10.'],
    ['networks/topology', HOSTILE],
    ['operating/devices', HOSTILE],
    ['operating/audit-log', 'Create'],
    [`operating/quotas?project=${encodeURIComponent(HOSTILE)}`, HOSTILE],
  ] as const;

  for (const [address, shows] of SCREENS)
    it(`is text on ${address.split('?')[0] ?? ''}`, async () => {
      await visitor.walkTo(`/${address}`, shows);
      await judge(address.split('?')[0] ?? '');
      const one = made.get(address);
      if (one === undefined) return;
      await visitor.walkTo(`/${address}/${one.id}`, shows);
      await judge(`${address}-one`);
    });

  it('is text in dialogs and in what is said when they are done', async () => {
    const { hands } = visitor;
    await visitor.goTo('/pools', HOSTILE);
    await hands.choose('Edit pool', HOSTILE);
    await hands.answer({ Description: 'changed' });
    await judge('dialog');
    await hands.submit('Edit pool');
    await judge('toast');
    await hands.hear(`${HOSTILE}: saved`);
    await hands.choose('Delete VIP', HOSTILE);
    await hands.dialogSays(HOSTILE);
    await judge('delete-dialog');
    await hands.send('Delete VIP', `${HOSTILE}: deleted`);
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
