import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { call } from '../e2e/support/balancer.ts';
import { describeOnPage } from './support/page-world.ts';
import { Visitor } from './support/visitor.ts';

const SOON = { withinMs: 60_000 };

describeOnPage('changes on the web page', (world) => {
  let visitor: Visitor;

  before(async () => {
    visitor = await Visitor.enter(world);
    await visitor.signIn();
  });
  after(() => visitor.leave());

  const dialog = (): Locator => visitor.page.getByRole('dialog');
  const inDialog = (name: string): Locator => dialog().getByRole('button', { name, exact: true });
  const choose = async (menu: string, action: string): Promise<void> => {
    await visitor.page.getByRole('button', { name: menu, exact: true }).click();
    await visitor.page.getByRole('menuitem', { name: action, exact: true }).click();
  };
  const show = (path: string): Promise<Record<string, unknown>> => call(world.lab, 'GET', `/v2.0/lb/${path}`);
  const becomes = (path: string, wanted: Record<string, unknown>): Promise<void> =>
    eventually(async () => void expect(await show(path)).to.deep.include(wanted), SOON);

  it('that reload are shown first, with their difference, and are made when one agrees', async () => {
    const vip = `vips/${world.example.vip}`;
    await visitor.goTo(`/${vip}`, 'tomcat_vip');
    await choose('Actions for tomcat_vip', 'Edit VIP');
    await dialog().getByLabel('Connection limit').fill('4321');
    await inDialog('Edit VIP').click();
    await dialog().getByText('HAProxy is reloaded for this').waitFor();
    await inDialog('Configuration before and after').click();
    await dialog().getByText('+  maxconn 4321').or(dialog().getByText('maxconn 4321')).first().waitFor();
    expect(await show(vip)).to.include({ connection_limit: -1 });
    await inDialog('Back to the form').click();
    await inDialog('Edit VIP').click();
    await dialog().getByText('HAProxy is reloaded for this').waitFor();
    await inDialog('Edit VIP').click();
    await dialog().waitFor({ state: 'detached' });
    await becomes(vip, { connection_limit: 4321, status: 'ACTIVE' });
    await call(world.lab, 'PUT', `/v2.0/lb/${vip}`, { vip: { connection_limit: -1 } });
    await becomes(vip, { connection_limit: -1, status: 'ACTIVE' });
  });

  it('that interrupt are shown as the dialog opens, and can be left', async () => {
    await visitor.goTo(`/vips/${world.example.vip}`, 'tomcat_vip');
    await choose('Actions for tomcat_vip', 'Delete VIP');
    await dialog().getByText('This interrupts what serves now.').waitFor();
    await inDialog('Cancel').click();
    expect(await show(`vips/${world.example.vip}`)).to.include({ status: 'ACTIVE' });
  });

  it('that nobody notices are made at once', async () => {
    const [id] = world.example.members;
    await visitor.goTo(`/load-balancers/${world.example.pool}`, 'All 2 members serve.');
    const weight = visitor.page.getByLabel('Weight of 10.0.0.11', { exact: false });
    await weight.fill('7');
    await weight.press('Enter');
    await becomes(`members/${id}`, { weight: 7 });
    expect(await dialog().count()).to.equal(0);
    await weight.fill('1');
    await weight.press('Enter');
    await becomes(`members/${id}`, { weight: 1, status: 'ACTIVE' });
  });

  it('of several load balancers at once: disable, take back, delete with what goes along', async () => {
    const { subnet_id } = await show(`pools/${world.example.pool}`);
    const ids: string[] = [];
    for (const name of ['batch-1', 'batch-2']) {
      const pool = { name, subnet_id, protocol: 'HTTP', lb_method: 'ROUND_ROBIN' };
      ids.push((await call(world.lab, 'POST', '/v2.0/lb/pools', { pool })).id);
    }
    const { page } = visitor;
    await visitor.goTo('/load-balancers?q=batch-', 'batch-2');
    for (const name of ['batch-1', 'batch-2'])
      await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
    await page.getByText('2 selected').waitFor();
    await choose('Actions for the chosen load balancers', 'Disable');
    await inDialog('Disable').click();
    for (const id of ids) await becomes(`pools/${id}`, { admin_state_up: false });
    await page.getByRole('button', { name: 'Undo' }).click();
    for (const id of ids) await becomes(`pools/${id}`, { admin_state_up: true });
    await choose('Actions for the chosen load balancers', 'Delete');
    await dialog().getByText('batch-1').waitFor();
    await inDialog('Delete').click();
    await page.getByText('Nothing matches').waitFor();
    const answer = await world.lab.server(1).api('GET', `/v2.0/lb/pools/${ids[0]}`);
    expect(answer.status).to.equal(404);
  });

  it('that the API would refuse are marked where they were typed, before anything is created', async () => {
    const { address } = await show(`vips/${world.example.vip}`);
    const { page } = visitor;
    await visitor.goTo('/create', 'Summary');
    await page.locator('#create-name').fill('taken');
    await page.locator('#create-subnet_id').selectOption(world.example.subnets.lb);
    await page.getByRole('button', { name: /^Address: / }).click();
    await page.locator('#create-address').fill(String(address));
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('tab', { name: 'HAProxy configuration' }).click();
    await page.locator('#create-address-help').getByText(String(address)).waitFor();
    expect(await page.locator('#create-address').getAttribute('aria-describedby')).to.contain('help');
    await page.evaluate('sessionStorage.clear()');
  });
});
