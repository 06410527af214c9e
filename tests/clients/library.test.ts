import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { clientLab } from './support/client-lab.ts';
import { describeOtherClient } from './support/describe-client.ts';
import { lbSubnet, unusedName } from './support/objects.ts';
import { ScriptProgram } from './support/script-program.ts';

type Fields = Readonly<Record<string, unknown>>;
type Thing = Fields & { readonly id: string };

// `neutronclient.v2_0.client.Client` is what programs use; clients without the command still have LBaaS v1 in it.
describeOtherClient("neutronclient's library", 'member', () => {
  let program: ScriptProgram;
  let subnetId: string;

  before(async () => {
    subnetId = await lbSubnet();
    program = new ScriptProgram('neutron-library.py', (await clientLab()).environment('member'));
  });
  after(() => program.stop());

  const ask = async (call: string, args: readonly unknown[], keywords: Fields = {}): Promise<Fields> =>
    (await program.ask({ call, arguments: args, keywords })) as Fields;

  const call = async (name: string, ...args: readonly unknown[]): Promise<Fields> => {
    const answer = await ask(name, args);
    expect(answer, `${name} ${JSON.stringify(args)}`).to.not.have.property('error');
    return (answer['result'] ?? {}) as Fields;
  };

  const create = async (singular: string, fields: Fields): Promise<Thing> =>
    (await call(`create_${singular}`, { [singular]: fields }))[singular] as Thing;
  const show = async (singular: string, id: string): Promise<Thing> =>
    (await call(`show_${singular}`, id))[singular] as Thing;
  const idsOf = async (collection: string, filters: Fields): Promise<string[]> => {
    const { result } = await ask(`list_${collection}`, [], filters);
    return ((result as Fields)[collection] as readonly Thing[]).map(({ id }) => id);
  };

  const newPool = (name: string): Promise<Thing> =>
    create('pool', { name, subnet_id: subnetId, protocol: 'HTTP', lb_method: 'ROUND_ROBIN' });
  const isActive = (singular: string, id: string): Promise<void> =>
    eventually(async () => expect(await show(singular, id)).to.include({ status: 'ACTIVE' }), {
      withinMs: 20_000,
      everyMs: 100,
    }).then(() => undefined);

  it('builds a balancer, shows it, changes it and takes it down', async () => {
    const name = unusedName('library');
    const pool = await newPool(name);
    const member = await create('member', { pool_id: pool.id, address: '10.0.0.11', protocol_port: 8080 });
    const monitor = await create('health_monitor', { type: 'HTTP', delay: 5, timeout: 3, max_retries: 2 });
    await call('associate_health_monitor', pool.id, { health_monitor: { id: monitor.id } });
    const place = { pool_id: pool.id, subnet_id: subnetId };
    const vip = await create('vip', { ...place, name, protocol: 'HTTP', protocol_port: 80 });
    for (const [kind, { id }] of Object.entries({ pool, member, vip })) await isActive(kind, id);

    expect(await idsOf('pools', { name })).to.deep.equal([pool.id]);
    expect(await idsOf('members', { pool_id: pool.id })).to.deep.equal([member.id]);
    expect(await idsOf('health_monitors', { id: monitor.id })).to.deep.equal([monitor.id]);
    expect((await call('retrieve_pool_stats', pool.id))['stats']).to.have.property('total_connections');

    await call('update_member', member.id, { member: { weight: 7 } });
    await call('update_vip', vip.id, { vip: { session_persistence: { type: 'SOURCE_IP' } } });
    expect(await show('member', member.id)).to.include({ weight: 7 });
    expect((await show('vip', vip.id))['session_persistence']).to.deep.equal({ type: 'SOURCE_IP' });
    await isActive('vip', vip.id);

    await call('disassociate_health_monitor', pool.id, monitor.id);
    await call('delete_vip', vip.id);
    await call('delete_member', member.id);
    await call('delete_health_monitor', monitor.id);
    await call('delete_pool', pool.id);
    expect(await idsOf('pools', { name })).to.deep.equal([]);
  });

  it('raises what the server refuses, with its status and words', async () => {
    const pool = await newPool(unusedName('library'));
    const vip = { pool_id: pool.id, subnet_id: subnetId, protocol: 'TCP', protocol_port: 80 };
    const mismatch = await ask('create_vip', [{ vip }]);
    expect(mismatch).to.include({ error: 'BadRequest', status: 400 });
    expect(mismatch['message']).to.match(/^Protocol TCP does not match pool protocol HTTP/);
    await call('delete_pool', pool.id);
    const gone = await ask('show_pool', [pool.id]);
    expect(gone).to.include({ error: 'NotFound', status: 404 });
  });

  it('walks lists by page, sorts them and chooses fields', async () => {
    const prefix = unusedName('page');
    const names = ['a', 'b', 'c'].map((letter) => `${prefix}-${letter}`);
    for (const name of names) await newPool(name);
    const keywords = { name: names, limit: 1, sort_key: 'name', sort_dir: 'desc', fields: ['name'] };
    const { result } = await ask('list_pools', [], keywords);
    expect((result as Fields)['pools']).to.deep.equal(names.toReversed().map((name) => ({ name })));
  });
});
