import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { call } from '../e2e/support/balancer.ts';
import { describeOnPage } from './support/page-world.ts';
import { tidyUp } from './support/tidy-up.ts';
import { Visitor } from './support/visitor.ts';

const FIRST = '10.0.0.11:8080';

describeOnPage('the tenant of one load balancer', (world) => {
  const { lab } = world;
  let visitor: Visitor;

  before(async () => {
    visitor = await Visitor.enter(world);
    await visitor.signIn(`/load-balancers/${world.example.pool}`);
  });
  after(() => visitor.leave());
  beforeEach(() => visitor.goTo(`/load-balancers/${world.example.pool}`, 'All 2 members serve.'));
  afterEach(() => tidyUp(world));

  const first = (): string => `/v2.0/lb/members/${world.example.members[0] ?? ''}`;
  const firstIs = (expected: object): Promise<void> =>
    eventually(
      async () => {
        expect(await call(lab, 'GET', first())).to.include(expected);
      },
      { withinMs: 20_000 },
    );

  it('changes a weight in place, with the keyboard, and keeps the focus', async () => {
    const { page } = visitor;
    const weight = page.getByLabel(`Weight of ${FIRST}, 0 to 256`);
    await weight.fill('257');
    expect(await weight.getAttribute('aria-invalid')).to.equal('true');
    await weight.press('Escape');
    expect(await weight.inputValue()).to.equal('1');
    await weight.fill('7');
    await weight.press('Enter');
    await firstIs({ weight: 7, admin_state_up: true });
    await call(lab, 'PUT', first(), { member: { weight: 8 } });
    await eventually(async () => expect(await weight.inputValue()).to.equal('8'), { withinMs: 20_000 });
    await weight.and(page.locator(':focus')).waitFor();
  });

  it('drains a member, which says so', async () => {
    const { hands, page } = visitor;
    await hands.choose('Drain: no new clients (weight 0)', FIRST);
    await firstIs({ weight: 0 });
    await eventually(
      async () => expect(await page.getByLabel(`Weight of ${FIRST}, 0 to 256`).inputValue()).to.equal('0'),
      { withinMs: 20_000 },
    );
    await page.getByRole('button', { name: `Actions for ${FIRST}` }).click();
    await page.getByText('It has the weight 0 already.').waitFor();
  });

  it('disables a member and lets it serve again', async () => {
    const { page } = visitor;
    const enabled = page.getByRole('switch', { name: `Let ${FIRST} take connections` });
    await enabled.press('Space');
    await page.getByText('1 of 2 members serve. One is disabled.').waitFor();
    await firstIs({ admin_state_up: false });
    await enabled.press('Space');
    await page.getByText('All 2 members serve.').waitFor();
    await firstIs({ admin_state_up: true });
  });

  it('tries it with the command that the page gives', async () => {
    const command = await visitor.page.getByText(/^curl -i http/).innerText();
    const { stdout } = await lab.exec('client', [...command.split(' '), '--silent', '--max-time', '5']);
    expect(stdout).to.match(/^HTTP\/1.1 200 /);
  });
});
