import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { loseDatabase, restoreDump, takeDump } from '../chaos/support/dump.ts';
import { type ApiObject, call, realised } from '../e2e/support/balancer.ts';
import { LOOKS, expectAccessible, expectNoSidewaysScroll, keepScreenshot } from './support/judge.ts';
import { makePool, makeVip } from './support/objects.ts';
import { type PageWorld, describeOnPage } from './support/page-world.ts';
import { useVisitor } from './support/use-visitor.ts';
import { Visitor } from './support/visitor.ts';

const SOON = { withinMs: 60_000, everyMs: 250 };
const [CHANGED, NEW] = ['kept-changed', 'kept-new'];

describeOnPage('what agents keep after a restore', (world) => {
  const { visitor, hands } = useVisitor(world, '/operating/devices');

  it('is shown to the operator, who decides about each device', async () => {
    const { lab } = world;
    const { changed, vipOfNew } = await restoreOlderState(world);
    await visitor.goTo('/operating/devices', '2 devices wait for a decision.');
    await hands.row(NEW).getByText('Not in the database').waitFor();
    await hands.row(NEW).getByText(String(vipOfNew['address'])).waitFor();
    await hands.row(CHANGED).getByText('Older in the database').waitFor();
    for (const look of LOOKS) {
      await visitor.become(look);
      await keepScreenshot(visitor.page, `kept-devices-${look.theme}-${look.width}`);
      await expectNoSidewaysScroll(visitor.page);
      await expectAccessible(visitor.page);
    }
    await visitor.become(LOOKS[0] as (typeof LOOKS)[number]);
    await showInChinese();

    await hands.choose('Let go', NEW);
    await hands.dialogSays(/^It is taken down on agent-\d\./);
    await hands.dialogSays(String(vipOfNew['address']));
    await keepScreenshot(visitor.page, 'kept-devices-dialog');
    await hands.send('Let go', `${NEW} is let go`);
    await visitor.page.getByText('One device waits for a decision.').waitFor();
    await eventually(async () => {
      for (const host of ['agent-1', 'agent-2'])
        expect((await lab.exec(host, ['ip', 'netns'])).stdout).to.not.contain(vipOfNew['pool_id']);
    }, SOON);

    await hands.choose('Let go', CHANGED);
    await hands.dialogSays(/it becomes what the database says/);
    await hands.send('Let go', `${CHANGED} is let go`);
    await visitor.page.getByRole('heading', { name: 'Kept after a restore' }).waitFor({ state: 'detached' });
    await realised(lab, changed.id);
    expect((await call(lab, 'GET', `/v2.0/lb/pools/${changed.id}`))['lb_method']).to.equal('ROUND_ROBIN');
  });

  async function showInChinese(): Promise<void> {
    const other = await Visitor.enter(world, { language: 'zh-CN' });
    await other.signIn('/operating/devices');
    await other.page.getByText('有 2 个设备等待决定。').waitFor();
    await keepScreenshot(other.page, 'kept-devices-zh');
    await other.leave();
  }
});

/** One balancer was changed after the dump, another one created. */
async function restoreOlderState(
  world: PageWorld,
): Promise<{ readonly changed: ApiObject; readonly vipOfNew: ApiObject }> {
  const { lab } = world;
  const changed = await makePool(world, CHANGED);
  await makeVip(world, changed);
  await realised(lab, changed.id);
  await takeDump(lab);
  const made = await makePool(world, NEW);
  const vipOfNew = await makeVip(world, made);
  await call(lab, 'PUT', `/v2.0/lb/pools/${changed.id}`, { pool: { lb_method: 'SOURCE_IP' } });
  for (const { id } of [made, changed]) await realised(lab, id);
  await loseDatabase(lab);
  await restoreDump(lab);
  await eventually(async () => {
    const { status, body } = await lab.api('GET', '/v2.0/agents/kept-devices');
    expect(status).to.equal(200);
    expect((body as { readonly kept_devices: readonly unknown[] }).kept_devices).to.have.length(2);
  }, SOON);
  return { changed, vipOfNew };
}
