import { expect } from 'chai';
import { type Thing, show } from '../support/lbaas-v1-client.ts';
import {
  type LbaasApi,
  associate,
  newMember,
  newMonitor,
  newPool,
  newVip,
  startLbaasApi,
} from '../support/lbaas-v1-fixture.ts';

describe('status', () => {
  let api: LbaasApi;

  beforeEach(async () => {
    api = await startLbaasApi();
  });
  afterEach(() => api.stop());

  const statusOf = async (path: string) => {
    const { status, status_description: why } = await show(api.one, path);
    return [status, why];
  };

  it('says why nobody takes the pool, and changes once somebody does', async () => {
    const pool = await newPool(api);
    expect(pool.status).to.equal('PENDING_CREATE');
    expect(pool.status_description).to.match(/no .*agent/i);
    await newVip(api, pool.id);
    const { host } = await api.agent({ host: 'away' });
    await api.place(pool.id);
    await api.agents.silence(60, host);
    const [status, why] = await statusOf(`/lb/pools/${pool.id}`);
    expect(status).to.equal('PENDING_CREATE');
    expect(why).to.match(/^agent away has not reported for 6\d s$/);
  });

  it('follows a pool from its creation over changes and failures', async () => {
    await api.agent({ host: 'host-a' });
    const path = `/lb/pools/${(await newPool(api)).id}`;
    const id = path.slice('/lb/pools/'.length);
    await api.report(id);
    expect(await statusOf(path)).to.deep.equal(['ACTIVE', 'the pool has no VIP: nothing is served']);
    await newVip(api, id);
    expect(await statusOf(path)).to.deep.equal(['ACTIVE', 'the pool has no members: nothing is served']);
    await api.one.put(path, { pool: { lb_method: 'SOURCE_IP' } });
    expect((await statusOf(path))[0]).to.equal('PENDING_UPDATE');
    const generation = await api.generationOf(id);
    await api.report(id, { observed: generation - 1, failed: generation, error: 'ALERT: no' });
    expect(await statusOf(path)).to.deep.equal(['ERROR', 'ALERT: no (agent host-a)']);
    await api.one.put(path, { pool: { lb_method: 'ROUND_ROBIN' } });
    expect((await statusOf(path))[0]).to.equal('PENDING_UPDATE');
    await api.one.put(path, { pool: { admin_state_up: false } });
    await api.report(id);
    expect(await statusOf(path)).to.deep.equal(['DISABLED', 'administratively down']);
  });

  it('of a pool tells that what it has lost may still be served', async () => {
    await api.agent();
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.201');
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    await api.report(pool.id);
    const path = `/lb/pools/${pool.id}`;
    const losses = [
      `/lb/members/${member.id}`,
      `${path}/health_monitors/${monitor.id}`,
      `/lb/vips/${vip.id}`,
    ];
    for (const loss of losses) {
      expect((await statusOf(path))[0], loss).to.equal('ACTIVE');
      expect((await api.one.delete(loss)).status).to.equal(204);
      expect((await statusOf(path))[0], loss).to.equal('PENDING_UPDATE');
      await api.report(pool.id);
    }
  });

  it('leaves what was not touched ACTIVE when a change fails', async () => {
    await api.agent();
    const pool = await newPool(api);
    const old = await newMember(api, pool.id, '10.1.0.201');
    await api.report(pool.id);
    const fresh = await newMember(api, pool.id, '10.1.0.202');
    const generation = await api.generationOf(pool.id);
    await api.report(pool.id, { observed: generation - 1, failed: generation, error: 'x' });
    expect((await statusOf(`/lb/members/${old.id}`))[0]).to.equal('ACTIVE');
    expect((await statusOf(`/lb/members/${fresh.id}`))[0]).to.equal('ERROR');
  });

  it('of a member follows its health check, as far as the present agent reports it', async () => {
    await api.agent();
    const pool = await newPool(api);
    await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.201');
    await api.report(pool.id);
    const path = `/lb/members/${member.id}`;
    await api.agents.reportMember(member, 'down', 'L4CON in 1ms');
    expect(await statusOf(path)).to.deep.equal(['INACTIVE', 'health check failed: L4CON in 1ms']);
    await api.agents.reportMember(member, 'up', 'L4OK in 1ms');
    expect(await statusOf(path)).to.deep.equal(['ACTIVE', '']);
    await api.agents.reportMember(member, 'down', 'L4CON in 1ms');
    await api.agents.lose(pool.id);
    await api.report(pool.id);
    expect(await statusOf(path)).to.deep.equal(['ACTIVE', '']);
  });

  it('says which agent is silent while the last known state stands', async () => {
    const agent = await api.agent({ host: 'host-a' });
    const pool = await newPool(api);
    await api.report(pool.id);
    await api.agents.silence(60, agent.host);
    const [status, why] = await statusOf(`/lb/pools/${pool.id}`);
    expect(status).to.equal('ACTIVE');
    expect(why).to.match(/^last known state; agent host-a has not reported for 6\d s$/);
  });

  it('of what a disabled agent runs is not ACTIVE, from the call that disables it on', async () => {
    const { id, host } = await api.agent();
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    await api.report(pool.id);
    const path = `/lb/vips/${vip.id}`;
    const set = (up: boolean) => api.admin.put(`/agents/${id}`, { agent: { admin_state_up: up } });
    await set(false);
    const down = ['PENDING_UPDATE', `agent ${host} is administratively down`];
    for (const each of [path, `/lb/pools/${pool.id}`]) expect(await statusOf(each)).to.deep.equal(down);
    const listed = await api.one.get('/lb/vips?status=PENDING_UPDATE&fields=id');
    expect(listed.body.vips).to.deep.equal([{ id: vip.id }]);
    await set(true);
    expect((await statusOf(path))[0]).to.equal('ACTIVE');
  });

  it('of a pool and its VIP says why nothing is served', async () => {
    await api.agent();
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    const [poolPath, vipPath] = [`/lb/pools/${pool.id}`, `/lb/vips/${vip.id}`];
    const say = async (...whys: readonly [string, string]): Promise<void> => {
      await api.report(pool.id);
      const explained = (await api.one.get(`${poolPath}/explain`)).body['explain'] as { objects: Thing[] };
      for (const [index, path] of [poolPath, vipPath].entries()) {
        const now = await statusOf(path);
        const id = path.split('/').at(-1);
        expect(now[1]).to.equal(whys[index]);
        const object = explained.objects.find((each) => each.id === id);
        expect([object?.status, object?.status_description]).to.deep.equal(now);
      }
    };
    const both = (why: string) => say(why, why);
    await both('the pool has no members: nothing is served');
    const first = await newMember(api, pool.id, '10.1.0.201');
    const one = `/lb/members/${first.id}`;
    const two = `/lb/members/${(await newMember(api, pool.id, '10.1.0.202')).id}`;
    await both('');
    const nobody = 'each member is administratively down or has weight 0: nothing is served';
    await api.one.put(one, { member: { weight: 0 } });
    await both('');
    await api.one.put(two, { member: { admin_state_up: false } });
    await both(nobody);
    await api.one.put(one, { member: { weight: 1 } });
    await both('');
    await api.agents.reportMember(first, 'down', 'Layer4 timeout');
    await both('no member passes its health checks: nothing is served');
    await api.agents.reportMember(first, 'up', 'L4OK in 1ms');
    await both('');
    await api.one.delete(one);
    await both(nobody);
    await api.one.put(two, { member: { admin_state_up: true } });
    await both('');
    await api.one.put(poolPath, { pool: { admin_state_up: false } });
    await say('administratively down', 'the pool is administratively down: nothing is served');
    await api.one.put(poolPath, { pool: { admin_state_up: true } });
    await api.one.put(vipPath, { vip: { admin_state_up: false } });
    await say('the VIP is administratively down: nothing is served', 'administratively down');
  });

  it('is there for each association', async () => {
    await api.agent();
    const pool = await newPool(api);
    const monitor = await newMonitor(api, { admin_state_up: false });
    await associate(api, pool.id, monitor.id);
    await api.report(pool.id);
    const [entry] = (await show(api.one, `/lb/pools/${pool.id}`)).health_monitors_status;
    expect(entry).to.include({ monitor_id: monitor.id, status: 'DISABLED' });
    const [other] = (await show(api.one, `/lb/health_monitors/${monitor.id}`)).pools;
    expect(other).to.include({ pool_id: pool.id, status: 'DISABLED' });
  });

  it('is what lists filter by', async () => {
    await api.agent();
    const pool = await newPool(api);
    await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.201');
    const path = `/lb/members/${member.id}`;
    const becomes = async (status: string): Promise<void> => {
      expect((await statusOf(path))[0]).to.equal(status);
      const listed = async (asked: string) =>
        (await api.one.get(`/lb/members?status=${asked}&fields=id`)).body.members;
      expect(await listed(status)).to.deep.equal([{ id: member.id }]);
      expect(await listed(`X${status}`)).to.deep.equal([]);
    };
    await becomes('PENDING_CREATE');
    const fail = async () => {
      const generation = await api.generationOf(pool.id);
      await api.report(pool.id, { observed: generation - 1, failed: generation, error: 'no' });
    };
    await fail();
    await becomes('ERROR');
    await api.report(pool.id);
    await becomes('ACTIVE');
    await api.agents.reportMember(member, 'down', 'L4CON in 1ms');
    await becomes('INACTIVE');
    await api.agents.reportMember(member, 'up', 'L4OK in 1ms');
    await becomes('ACTIVE');
    await api.one.put(path, { member: { admin_state_up: false } });
    await becomes('PENDING_UPDATE');
    await api.report(pool.id);
    await becomes('DISABLED');
  });
});
