import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { dirname } from 'node:path';
import { install, ownHaproxy, renamedHaproxy } from '../chaos/support/haproxy-programs.ts';
import { type ApiObject, call, list, realised } from '../e2e/support/balancer.ts';
import { makePool } from './support/objects.ts';
import { describeOnPage } from './support/page-world.ts';
import { useVisitor } from './support/use-visitor.ts';

const PROJECT = 'by-clicks';

describeOnPage('the operator', (world) => {
  const { lab } = world;
  const { visitor, hands } = useVisitor(world, '/operating/agents');

  const agentOf = (poolId: string): Promise<ApiObject> =>
    call(lab, 'GET', `/v2.0/lb/pools/${poolId}/loadbalancer-agent`);

  it('disables an agent, is told whom that hurts, and enables it again', async () => {
    const { id, host } = await agentOf(world.example.pool);
    const of = String(host);
    const isUp = async (): Promise<unknown> =>
      (await call(lab, 'GET', `/v2.0/agents/${id}`))['admin_state_up'];
    await visitor.goTo('/operating/agents', of);
    await hands.choose('Disable', of);
    await hands.dialogSays('This affects 1 load balancer:');
    await hands.dialogSays('tomcat_lb');
    await hands.send('Disable', `The agent of ${of} is disabled`);
    await hands.row(of).getByText('Disabled').waitFor();
    expect(await isUp()).to.equal(false);
    await hands.do({ action: 'Enable', of, says: `The agent of ${of} is enabled` });
    await hands.row(of).getByText('Alive').waitFor();
    expect(await isUp()).to.equal(true);
    await realised(lab, world.example.pool, 60_000);
  });

  it('describes an agent', async () => {
    const { id, host } = await agentOf(world.example.pool);
    const describe = (text: string): Promise<void> =>
      hands.do({
        action: 'Edit description',
        of: String(host),
        answers: { Description: text },
        button: 'Save',
        says: 'Saved',
      });
    await visitor.goTo(`/operating/agents/${id}`, String(host));
    for (const text of ['rack 7', '']) {
      await describe(text);
      expect((await call(lab, 'GET', `/v2.0/agents/${id}`))['description']).to.equal(text);
    }
  });

  it('shows what is installed on the host of an agent', async () => {
    const { id, host } = await agentOf(world.example.pool);
    const agent = await call(lab, 'GET', `/v2.0/agents/${id}`);
    const configurations = agent['configurations'] as { readonly programs: readonly ApiObject[] };
    const [haproxy] = configurations.programs;
    const shown = `HAProxy ${String(haproxy?.['version'])}`;
    await visitor.goTo(`/operating/agents/${id}`, String(host));
    await hands.page.getByText(shown, { exact: true }).waitFor();
    expect(await hands.page.getByText('another version').count()).to.equal(0);
  });

  it('says how many devices of a host still run the HAProxy from before an upgrade', async () => {
    const { id, host } = await agentOf(world.example.pool);
    const own = ownHaproxy();
    const next = renamedHaproxy(dirname(world.haproxy));
    await visitor.goTo(`/operating/agents/${id}`, String(host));
    try {
      install(next, world.haproxy);
      await hands.page.getByText(`HAProxy ${next.version}`).waitFor();
      await hands.page.getByText('1 device runs another version').waitFor();
    } finally {
      install(own, world.haproxy);
    }
    await hands.page.getByText(`HAProxy ${own.version}`, { exact: true }).waitFor();
    await hands.page.getByText('another version').waitFor({ state: 'detached' });
  });

  it('sets the limits of a project and gives it the default ones again', async () => {
    const quota = async (): Promise<unknown> => (await call(lab, 'GET', `/v2.0/quotas/${PROJECT}`))['pool'];
    await visitor.goTo('/operating/quotas', 'Pools');
    await hands.page.getByLabel('Show another project').fill(PROJECT);
    await hands.page.getByRole('heading', { name: `Quotas of ${PROJECT}` }).waitFor();
    const before = await quota();
    await hands.press('Edit limits');
    await hands.answer({ Pools: '7' });
    await hands.send('Save', `The limits of ${PROJECT} are set`);
    expect(await quota()).to.equal(7);
    await hands.row('Pools').getByText('7', { exact: true }).waitFor();
    await hands.page.getByRole('link', { name: PROJECT }).waitFor();
    await hands.press('Back to defaults');
    await hands.send('Back to defaults', `${PROJECT} has the default limits`);
    expect(await quota()).to.equal(before);
  });

  it('finds in the audit log who asked for what', async () => {
    const { id } = await makePool(world, 'audited');
    await call(lab, 'PUT', `/v2.0/lb/pools/${id}`, { pool: { description: 'second' } });
    await visitor.goTo('/operating/audit-log', id);
    const { page } = hands;
    await page.getByLabel('ID of the object').fill(id);
    await page.getByRole('combobox', { name: 'Action' }).selectOption({ label: 'Update' });
    await eventually(async () => expect(await page.getByRole('row').count()).to.equal(2), {
      withinMs: 20_000,
    });
    expect(new URL(page.url()).searchParams.get('action')).to.equal('update');
    await hands.choose('Show what was asked for', id);
    await hands.dialogSays(/"description": "second"/);
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByRole('combobox', { name: 'Action' }).selectOption({ label: 'Delete' });
    await page.getByText('Nothing matches').waitFor();
    expect(await list(lab, `/v2.0/audit-log?resource_id=${id}`)).to.have.length(2);
  });
});
