import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type ApiObject, call, list } from '../e2e/support/balancer.ts';
import { makeMember, makeMonitor, makePool, makeVip } from './support/objects.ts';
import { describeOnPage } from './support/page-world.ts';
import { useVisitor } from './support/use-visitor.ts';

describeOnPage('who knows Horizon', (world) => {
  const { lab } = world;
  const { visitor, hands } = useVisitor(world, '/pools');

  const get = (kind: string, { id }: { readonly id: string }): Promise<ApiObject> =>
    call(lab, 'GET', `/v2.0/${kind}/${id}`);
  const pool = (of: ApiObject) => get('lb/pools', of);
  const namesOf = async (kind: string): Promise<unknown[]> =>
    (await list(lab, `/v2.0/lb/${kind}`)).map(({ name, address, type }) => name ?? address ?? type);
  /** Adding is in the walk of the newcomer. */
  const at = async (address: string, shows: string): Promise<void> => {
    await visitor.goTo(address, shows);
  };

  it('edits and deletes a pool', async () => {
    const one = await makePool(world, 'one');
    await makeMember(world, one, '10.0.0.99');
    await at('/pools', 'one');
    const answers = {
      Name: 'changed',
      Description: 'by clicks',
      Method: 'Source IP: the same client, the same member',
      Enabled: false,
    };
    await hands.do({ action: 'Edit pool', of: 'one', answers, says: 'one: saved' });
    expect(await pool(one)).to.include({
      name: 'changed',
      description: 'by clicks',
      lb_method: 'SOURCE_IP',
      admin_state_up: false,
    });
    await hands.choose('Delete pool', 'changed');
    await hands.dialogSays('The pool ends with 1 member;');
    await hands.dialogSays('10.0.0.99:8080');
    await hands.send('Delete pool', 'changed: deleted');
    await hands.row('changed').waitFor({ state: 'detached' });
    expect((await lab.api('GET', `/v2.0/lb/pools/${one.id}`)).status).to.equal(404);
  });

  it('deletes several pools, but none with a VIP', async () => {
    for (const name of ['one', 'two']) await makePool(world, name);
    await at('/pools', 'two');
    await hands.select('one', 'two');
    await hands.press('Delete pools');
    await hands.dialogSays('2 pools end with 0 members:');
    await hands.send('Delete pools', 'Pools: deleted');
    expect(await namesOf('pools')).to.deep.equal(['tomcat_lb']);
    await hands.select('tomcat_lb');
    await hands.page.getByRole('button', { name: 'Delete pools' }).hover();
    await hands.page.getByRole('tooltip', { name: 'A chosen pool has a VIP: delete that first.' }).waitFor();
  });

  it('adds, edits, moves and deletes a VIP', async () => {
    const [one, two] = [await makePool(world, 'one'), await makePool(world, 'two')];
    await at('/pools', 'two');
    await hands.choose('Add VIP', 'one');
    await hands.answer({ Name: 'v', 'VIP subnet': 'lb-subnet (192.168.40.0/24)', Protocol: 'TCP' });
    await hands.page.getByRole('dialog').getByRole('button', { name: 'Add VIP' }).click();
    await hands.dialogSays('does not match pool protocol');
    await hands.answer({ Protocol: 'HTTP', 'IP address': '192.168.40.77', 'Connection limit': '5' });
    await hands.send('Add VIP', 'VIP: created');
    const { vip_id: id } = await pool(one);
    const vip = (): Promise<ApiObject> => get('lb/vips', { id: String(id) });
    expect(await vip()).to.include({ name: 'v', address: '192.168.40.77', connection_limit: 5 });

    const answers = {
      Name: 'moved',
      'Pool that the VIP is in front of': 'two',
      'Session persistence': 'App cookie (set by the members)',
      'Cookie name': 'JSESSIONID',
      'Connection limit': '-1',
    };
    await hands.do({ action: 'Edit VIP', of: 'one', answers, says: 'v: saved' });
    expect(await vip()).to.deep.include({
      name: 'moved',
      pool_id: two.id,
      session_persistence: { type: 'APP_COOKIE', cookie_name: 'JSESSIONID' },
      connection_limit: -1,
    });

    await hands.choose('Delete VIP', 'two');
    await hands.dialogSays('moved takes no more connections at 192.168.40.77:80.');
    await hands.send('Delete VIP', 'moved: deleted');
    expect((await pool(two))['vip_id']).to.equal(null);
  });

  it('associates and disassociates a monitor, and takes that back', async () => {
    const one = await makePool(world, 'one');
    const monitor = await makeMonitor(world);
    const words = 'TCP: delay:9 retries:2 timeout:3';
    const monitors = async (): Promise<unknown> => (await pool(one))['health_monitors'];
    await at('/pools', 'one');
    await hands.do({
      action: 'Associate monitor',
      of: 'one',
      answers: { Monitor: words },
      button: 'Associate',
      says: 'Monitor: associated',
    });
    expect(await monitors()).to.deep.equal([monitor.id]);
    const off = { action: 'Disassociate monitor', of: 'one', button: 'Disassociate' };
    await hands.do({ ...off, says: 'Monitor: disassociated', isUndone: true });
    expect(await monitors()).to.deep.equal([monitor.id]);
    await hands.do({ ...off, says: 'Monitor: disassociated' });
    expect(await monitors()).to.deep.equal([]);
  });

  it('associates and disassociates a floating IP, and takes that back', async () => {
    const one = await makePool(world, 'one');
    const vip = await makeVip(world, one);
    const { floating_ip_address: address, id } = await call(lab, 'POST', '/v2.0/floatingips', {
      floatingip: { floating_network_id: world.example.networks.office },
    });
    const leadsTo = async (): Promise<unknown> => (await get('floatingips', { id }))['port_id'];
    await at('/pools', 'one-vip');
    await hands.do({
      action: 'Associate floating IP',
      of: 'one',
      answers: { 'Floating IP': String(address) },
      button: 'Associate',
      says: 'Floating IP: associated',
    });
    expect(await leadsTo()).to.equal(vip['port_id']);
    const off = { action: 'Disassociate floating IP', of: 'one', button: 'Disassociate' };
    await hands.do({ ...off, says: `${String(address)}: disassociated`, isUndone: true });
    expect(await leadsTo()).to.equal(vip['port_id']);
    await hands.do({ ...off, says: `${String(address)}: disassociated` });
    expect(await leadsTo()).to.equal(null);
  });

  it('edits, moves and deletes a member', async () => {
    const [one, two] = [await makePool(world, 'one'), await makePool(world, 'two')];
    const member = await makeMember(world, one, '10.0.0.98');
    await at('/members', '10.0.0.98');
    const of = '10.0.0.98:8080';
    const answers = { 'Pool that the member belongs to': 'two', Weight: '0', Enabled: false };
    await hands.do({ action: 'Edit member', of, answers, says: `${of}: saved` });
    expect(await get('lb/members', member)).to.include({ pool_id: two.id, weight: 0, admin_state_up: false });
    await hands.do({ action: 'Delete member', of, says: `${of}: deleted` });
    expect((await pool(two))['members']).to.deep.equal([]);
  });

  it('adds members from the ports of the network, and deletes several', async () => {
    await makePool(world, 'one');
    for (const name of ['web-a', 'web-b'])
      await call(lab, 'POST', '/v2.0/ports', { port: { name, network_id: world.example.networks.servers } });
    await at('/members', '10.0.0.11');
    await hands.press('Add member');
    await hands.answer({ Pool: 'one', Source: 'Ports of the network', 'Protocol port': '8080' });
    for (const name of [/^web-a: /, /^web-b: /])
      await hands.page.getByRole('dialog').getByRole('checkbox', { name }).check();
    await hands.send('Add member', 'Member: created');
    const added = async () =>
      (await list(lab, '/v2.0/lb/members'))
        .map(({ address }) => String(address))
        .filter((each) => /\.1\d\d$/.test(each));
    const addresses = await added();
    expect(addresses).to.have.length(2);
    await hands.select(...addresses.map((address) => `${address}:8080`));
    await hands.press('Delete members');
    await hands.dialogSays('2 members get no more connections:');
    await hands.send('Delete members', 'Members: deleted');
    await eventually(async () => expect(await added()).to.deep.equal([]), { withinMs: 10_000 });
  });

  it('edits a monitor, says which pools keep it, and deletes several', async () => {
    const monitor = await makeMonitor(world, { type: 'HTTP' });
    await makeMonitor(world, { delay: 8 });
    const words = 'HTTP: url:/ method:GET codes:200 delay:9 retries:2 timeout:3';
    await at('/monitors', '9 s');
    const answers = {
      Delay: '7',
      'Max retries': '4',
      'HTTP method': 'HEAD',
      'URL path': '/alive',
      'Expected codes': '200-204',
      Enabled: false,
    };
    await hands.do({ action: 'Edit monitor', of: words, answers, says: 'Monitor: saved' });
    expect(await get('lb/health_monitors', monitor)).to.include({
      delay: 7,
      max_retries: 4,
      http_method: 'HEAD',
      url_path: '/alive',
      expected_codes: '200-204',
      admin_state_up: false,
    });
    const changed = 'HTTP: url:/alive method:HEAD codes:200-204 delay:7 retries:4 timeout:3';
    await hands.select(changed, 'TCP: delay:8 retries:2 timeout:3');
    await hands.press('Delete monitors');
    await hands.dialogSays('These 2 monitors end:');
    await hands.send('Delete monitors', 'Monitors: deleted');
    expect(await list(lab, '/v2.0/lb/health_monitors')).to.have.length(1);
    await hands.select('HTTP: url:/ method:GET codes:200 delay:2 retries:2 timeout:1');
    await hands.page.getByRole('button', { name: 'Delete monitors' }).hover();
    await hands.page.getByRole('tooltip', { name: /^A chosen monitor is used by a pool/ }).waitFor();
  });

  it('does the same at the pages of single objects, which lead back when theirs is gone', async () => {
    const one = await makePool(world, 'one');
    const member = await makeMember(world, one, '10.0.0.97');
    const monitor = await makeMonitor(world);
    const vip = await makeVip(world, one);
    const cases = [
      ['/members', member.id, 'Delete member', '10.0.0.97:8080', '10.0.0.97:8080: deleted'],
      ['/monitors', monitor.id, 'Delete monitor', `TCP ${monitor.id.slice(0, 8)}`, 'Monitors: deleted'],
      ['/vips', vip.id, 'Delete VIP', 'one-vip', 'one-vip: deleted'],
      ['/pools', one.id, 'Delete pool', 'one', 'one: deleted'],
    ] as const;
    for (const [screens, id, action, of, says] of cases) {
      await at(`${screens}/${id}`, id);
      await hands.do({ action, of, says });
      await hands.page.waitForURL((url) => !url.pathname.endsWith(id));
    }
    expect(await namesOf('pools')).to.deep.equal(['tomcat_lb']);
  });

  it('shows the same as commands before it is done', async () => {
    await at('/pools', 'tomcat_lb');
    await hands.choose('Edit pool', 'tomcat_lb');
    await hands.answer({ Description: 'new words' });
    await hands.page.getByRole('button', { name: 'The same as commands' }).click();
    await hands.dialogSays(/lb-pool-update/);
    await hands.cancel();
    expect((await get('lb/pools', { id: world.example.pool }))['description']).to.equal('');
  });
});
