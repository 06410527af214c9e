import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type ApiObject, call, realised } from '../e2e/support/balancer.ts';
import { curl } from '../e2e/support/client.ts';
import { describeOnPage } from './support/page-world.ts';
import { tidyUp } from './support/tidy-up.ts';
import { Visitor } from './support/visitor.ts';

const FIRST = '10.0.0.11:8080';
/** An agent counts as silent after eight seconds; then its devices are placed and made elsewhere. */
const SLOW_MS = 90_000;

describeOnPage('the web page while things happen', (world) => {
  const { lab } = world;
  let visitor: Visitor;
  let balancer: string;

  before(async () => {
    balancer = `/load-balancers/${world.example.pool}`;
    visitor = await Visitor.enter(world);
    await visitor.signIn(balancer);
  });
  after(() => visitor.leave());
  beforeEach(() => visitor.goTo(balancer, 'All 2 members serve.'));
  afterEach(async () => {
    await Promise.all([lab.server(1).start(), lab.web(1).start()]);
    await tidyUp(world);
  });

  it('shows to each of two people what the other one does', async () => {
    const other = await Visitor.enter(world);
    await other.signIn('/load-balancers');
    const { page } = visitor;
    await other.hands.row('tomcat_lb').getByText('2 of 2').waitFor();
    await page.getByRole('switch', { name: `Let ${FIRST} take connections` }).press('Space');
    await other.hands.row('tomcat_lb').getByText('1 of 2').waitFor();
    await other.goTo('/members', '10.0.0.11');
    await other.hands.do({
      action: 'Edit member',
      of: FIRST,
      answers: { Enabled: true, Weight: '3' },
      says: `${FIRST}: saved`,
    });
    await page.getByText('All 2 members serve.').waitFor();
    const weight = page.getByLabel(`Weight of ${FIRST}, 0 to 256`);
    await eventually(async () => expect(await weight.inputValue()).to.equal('3'), { withinMs: 10_000 });
    await other.leave();
  });

  it('says which member is down and why, and that it is back', async () => {
    const { page } = visitor;
    await lab.web(1).stop();
    await page.getByText(/10\.0\.0\.11:8080 (is|has been) down[^:]*: \w/).waitFor();
    await page.getByText('1 of 2 members serve.').waitFor();
    await lab.web(1).start();
    await page.getByText('All 2 members serve.').waitFor();
  });

  it('keeps the last known state without the server, says of when it is, and goes on by itself', async () => {
    const { page } = visitor;
    await lab.server(1).stop();
    await page.getByText(/You see the state of/).waitFor();
    await page.getByText('All 2 members serve.').waitFor();
    await lab.server(1).start();
    await page.getByText(/You see the state of/).waitFor({ state: 'detached' });
    await call(lab, 'PUT', `/v2.0/lb/members/${world.example.members[0] ?? ''}`, { member: { weight: 9 } });
    const weight = page.getByLabel(`Weight of ${FIRST}, 0 to 256`);
    await eventually(async () => expect(await weight.inputValue()).to.equal('9'), { withinMs: 20_000 });
  });

  it('says that an agent is silent, where its balancer goes, and that it is back', async () => {
    const { hands, page } = visitor;
    const of = String((await hostNow())['host']);
    const agent = lab.agents.find(({ name }) => name === of);
    const other = lab.agents.find(({ name }) => name !== of);
    await visitor.goTo('/operating/agents', 'All 2 agents are alive.');
    await agent?.kill9();
    await page.getByText('1 of 2 agents cannot take devices.').waitFor({ timeout: SLOW_MS });
    await hands.row(of).getByText('Silent').waitFor();
    await visitor.goTo('/operating/devices', 'tomcat_lb');
    await hands.row('tomcat_lb').getByText(String(other?.name)).waitFor({ timeout: SLOW_MS });
    await visitor.goTo('/operating/agents', of);
    await hands.choose('Delete', of);
    await hands.dialogSays('It runs no load balancer.');
    await hands.send('Delete', `The agent of ${of} is deleted`);
    await page.getByText('The agent is alive.').waitFor();

    await agent?.start();
    await page.getByText('All 2 agents are alive.').waitFor({ timeout: SLOW_MS });
    await realised(lab, world.example.pool, SLOW_MS);
    await eventually(
      async () => {
        const { address, port } = world.example;
        expect((await curl(lab, `http://${address}:${port}/`)).status).to.equal(200);
      },
      { withinMs: SLOW_MS, everyMs: 200 },
    );
  });

  const hostNow = (): Promise<ApiObject> =>
    call(lab, 'GET', `/v2.0/lb/pools/${world.example.pool}/loadbalancer-agent`);
});
