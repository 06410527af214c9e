import { expect } from 'chai';
import { call } from '../e2e/support/balancer.ts';
import { JUDGED, LOOKS, expectAccessible, expectNoSidewaysScroll, keepScreenshot } from './support/judge.ts';
import { type PageWorld, describeOnPage } from './support/page-world.ts';
import { Visitor } from './support/visitor.ts';

interface ScreenCase {
  readonly name: string;
  readonly address: (world: PageWorld) => string | Promise<string>;
  /** Text in it when it is complete. */
  readonly shows: string;
}

/** The first of a list, as the path of its screen. */
const firstOf =
  (list: string, screens: string) =>
  async ({ lab }: PageWorld): Promise<string> => {
    const [first] = (await call(lab, 'GET', `/v2.0/${list}?limit=1`)) as unknown as [{ readonly id: string }];
    return `${screens}/${first.id}`;
  };

const at = (address: string) => (): string => address;

const SCREENS: readonly ScreenCase[] = [
  { name: 'load-balancers', address: at('/load-balancers'), shows: 'tomcat_lb' },
  { name: 'load-balancers-none', address: at('/load-balancers?q=nothing-like-it'), shows: 'Nothing matches' },
  {
    name: 'load-balancer',
    address: ({ example }) => `/load-balancers/${example.pool}`,
    shows: 'All 2 members serve.',
  },
  { name: 'load-balancer-gone', address: at('/load-balancers/gone'), shows: 'nothing at this address' },
  { name: 'nowhere', address: at('/nowhere'), shows: 'nothing at this address' },
  { name: 'create', address: at('/create'), shows: 'Summary' },
  { name: 'pools', address: at('/pools'), shows: 'tomcat_lb' },
  { name: 'pool', address: ({ example }) => `/pools/${example.pool}`, shows: 'tomcat_lb' },
  { name: 'vip', address: ({ example }) => `/vips/${example.vip}`, shows: 'tomcat_vip' },
  { name: 'members', address: at('/members'), shows: '10.0.0.11' },
  { name: 'member', address: ({ example }) => `/members/${example.members[0]}`, shows: '10.0.0.11' },
  { name: 'monitors', address: at('/monitors'), shows: 'HTTP' },
  { name: 'monitor', address: ({ example }) => `/monitors/${example.monitor}`, shows: 'HTTP' },
  { name: 'networks', address: at('/networks'), shows: 'public-net' },
  { name: 'network', address: ({ example }) => `/networks/${example.networks.lb}`, shows: 'lb-net' },
  { name: 'subnets', address: at('/networks/subnets'), shows: 'lb-subnet' },
  { name: 'subnet', address: ({ example }) => `/networks/subnets/${example.subnets.lb}`, shows: 'lb-subnet' },
  { name: 'ports', address: at('/networks/ports'), shows: '192.168.40.1' },
  { name: 'port', address: firstOf('ports', '/networks/ports'), shows: 'MAC address' },
  { name: 'routers', address: at('/networks/routers'), shows: 'router1' },
  { name: 'router', address: ({ example }) => `/networks/routers/${example.router}`, shows: 'lb-subnet' },
  { name: 'floating-ips', address: at('/networks/floating-ips'), shows: '192.168.10.' },
  {
    name: 'floating-ip',
    address: ({ example }) => `/networks/floating-ips/${example.floatingIp}`,
    shows: '192.168.10.',
  },
  { name: 'topology', address: at('/networks/topology'), shows: 'tomcat_lb' },
  { name: 'agents', address: at('/operating/agents'), shows: 'agent-1' },
  { name: 'agent', address: firstOf('agents', '/operating/agents'), shows: 'agent-' },
  { name: 'devices', address: at('/operating/devices'), shows: 'tomcat_lb' },
  { name: 'quotas', address: at('/operating/quotas'), shows: 'Floating IPs' },
  { name: 'audit-log', address: at('/operating/audit-log'), shows: 'Create' },
  { name: 'diagnostics', address: at('/operating/diagnostics'), shows: 'Dead letters' },
  { name: 'service-providers', address: at('/operating/service-providers'), shows: 'LOADBALANCER' },
];

describeOnPage('a screen of the web page', (world) => {
  let visitor: Visitor;

  before(async () => {
    visitor = await Visitor.enter(world);
  });
  after(() => visitor.leave());

  it('sign-in can be used by everyone', async () => {
    await visitor.goTo('/load-balancers', 'Project');
    await judge('sign-in');
    await visitor.signIn();
  });

  for (const { name, address, shows } of SCREENS) {
    it(`${name} can be used by everyone`, async () => {
      await visitor.walkTo(await address(world), shows);
      await judge(name);
      visitor.expectNoFault();
    });
  }

  it('speaks the language of the browser, and another one when it is asked to', async () => {
    const other = await Visitor.enter(world, { language: 'zh-CN' });
    const { page } = other;
    await other.signIn(`/load-balancers/${world.example.pool}`);
    await page.getByText('个成员全部在提供服务').waitFor();
    await keepScreenshot(page, 'load-balancer-zh');
    expect(await page.locator('html').getAttribute('lang')).to.equal('zh-CN');
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByText('All 2 members serve.').waitFor();
    await other.leave();
  });

  /** In a theme on a desk, and in the other one on a telephone. */
  async function judge(name: string): Promise<void> {
    for (const look of LOOKS) {
      await visitor.become(look);
      await keepScreenshot(visitor.page, `${name}-${look.theme}-${look.width}`);
      if (!JUDGED.includes(look)) continue;
      await expectNoSidewaysScroll(visitor.page);
      await expectAccessible(visitor.page);
    }
    await visitor.become(JUDGED[0]);
  }
});
