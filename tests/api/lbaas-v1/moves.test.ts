import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Fields, refused, show } from '../support/lbaas-v1-client.ts';
import { newMember, newPool, newSentPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

interface Wait {
  readonly after_device_id: string | null;
  readonly after_generation: number | null;
}

describe('moves', () => {
  const api = useLbaasApi({ agent: {} });

  const moveVip = (id: string, poolId: string) => api.one.put(`/lb/vips/${id}`, { vip: { pool_id: poolId } });
  const waitOf = async (deviceId: string) =>
    (
      await api.query<Wait>('SELECT after_device_id, after_generation FROM devices WHERE id = $1', [deviceId])
    )[0];
  const holdsOf = (deviceId: string) =>
    api.query<Fields>('SELECT host(ip_address) AS ip, generation FROM address_holds WHERE device_id = $1', [
      deviceId,
    ]);

  it('take a VIP with port, address and persistence to another pool, which waits for the first', async () => {
    const [from, to] = [await newPool(api), await newPool(api)];
    const vip = await newVip(api, from.id, { session_persistence: { type: 'HTTP_COOKIE' } });
    await api.report(from.id);
    await api.report(to.id);
    const moved = await moveVip(vip.id, to.id);
    expect(moved.body.vip).to.deep.equal({
      ...vip,
      pool_id: to.id,
      status: 'PENDING_UPDATE',
      status_description: moved.body.vip.status_description,
      revision_number: moved.body.vip['revision_number'],
    });
    expect(await show(api.one, `/lb/pools/${from.id}`)).to.include({
      vip_id: null,
      status: 'PENDING_UPDATE',
    });
    expect(await show(api.one, `/lb/pools/${to.id}`)).to.include({ vip_id: vip.id, status: 'ACTIVE' });
    expect(await show(api.one, `/ports/${vip.port_id}`)).to.include({ device_id: to.id });
    const generation = await api.generationOf(from.id);
    expect(await holdsOf(from.id)).to.deep.equal([{ ip: vip.address, generation }]);
    expect(await waitOf(to.id)).to.deep.equal({ after_device_id: from.id, after_generation: generation });
  });

  it('clear the persistence of the pool that is left', async () => {
    const [from, to] = [await newPool(api), await newPool(api)];
    const vip = await newVip(api, from.id, { session_persistence: { type: 'SOURCE_IP' } });
    await moveVip(vip.id, to.id);
    const other = await newVip(api, from.id);
    expect(other['session_persistence']).to.equal(null);
    expect((await show(api.one, `/lb/vips/${vip.id}`))['session_persistence']).to.deep.equal({
      type: 'SOURCE_IP',
    });
  });

  it('change other things on the way', async () => {
    const [from, to] = [await newPool(api), await newPool(api)];
    const vip = await newVip(api, from.id);
    const fields = {
      pool_id: to.id,
      name: 'moved',
      connection_limit: 9,
      session_persistence: { type: 'SOURCE_IP' },
    };
    const moved = await api.one.put(`/lb/vips/${vip.id}`, { vip: fields });
    expect(moved.body.vip).to.deep.include(fields);
  });

  it('bring a VIP back: nobody waits for anybody then', async () => {
    const [home, away] = [await newPool(api), await newPool(api)];
    const vip = await newVip(api, home.id);
    await moveVip(vip.id, away.id);
    expect((await moveVip(vip.id, home.id)).status).to.equal(200);
    expect(await holdsOf(home.id)).to.deep.equal([]);
    expect((await waitOf(home.id))?.after_device_id).to.equal(away.id);
  });

  it('are refused when each of two devices would wait for the other', async () => {
    const [a, b, c] = [await newPool(api), await newPool(api), await newPool(api)];
    const [first, second] = [await newVip(api, a.id), await newVip(api, b.id)];
    await moveVip(first.id, c.id);
    await moveVip(second.id, a.id);
    refused(await moveVip(first.id, b.id), 409, 'StateInvalid');
    await api.report(a.id);
    await api.query('DELETE FROM address_holds WHERE device_id = $1', [a.id]);
    expect((await moveVip(first.id, b.id)).status).to.equal(200);
  });

  it('make an address that was given up wait for its last device, whoever asks for it', async () => {
    const [first, second] = [await newPool(api), await newPool(api)];
    const vip = await newVip(api, first.id);
    await api.one.delete(`/lb/vips/${vip.id}`);
    const held = await holdsOf(first.id);
    expect(held).to.deep.equal([{ ip: vip.address, generation: await api.generationOf(first.id) }]);
    await newVip(api, second.id, { address: vip.address });
    expect((await waitOf(second.id))?.after_device_id).to.equal(first.id);
  });

  it('hold nothing for a device that was never placed', async () => {
    await api.agents.silence(60);
    const from = await newPool(api);
    const vip = await newVip(api, from.id);
    await api.agents.silence(-3600);
    const to = await newPool(api);
    await moveVip(vip.id, to.id);
    expect(await holdsOf(from.id)).to.deep.equal([]);
    expect((await waitOf(to.id))?.after_device_id).to.equal(null);
  });

  it('of VIPs are refused to pools that cannot take them', async () => {
    const from = await newPool(api);
    const vip = await newVip(api, from.id);
    const taken = await newPool(api);
    await newVip(api, taken.id);
    refused(await moveVip(vip.id, taken.id), 409, 'VipExists');
    refused(await moveVip(vip.id, (await newPool(api, { protocol: 'TCP' })).id), 400, 'ProtocolMismatch');
    refused(await moveVip(vip.id, randomUUID()), 404, 'PoolNotFound');
    const foreign = await newPool(api, { tenant_id: 'two' }, api.admin);
    refused(await moveVip(vip.id, foreign.id), 404, 'PoolNotFound');
    const byAdmin = await api.admin.put(`/lb/vips/${vip.id}`, { vip: { pool_id: foreign.id } });
    refused(byAdmin, 403, 'NotAuthorized');
    expect(await show(api.one, `/lb/vips/${vip.id}`)).to.deep.equal(vip);
  });

  it('take a member to another pool, and wake both devices', async () => {
    const [from, to] = [await newSentPool(api), await newSentPool(api)];
    const member = await newMember(api, from.id, '10.1.0.201');
    await api.report(from.id);
    await api.report(to.id);
    await api.agents.reportMember(member, 'down', 'L4CON');
    const before = [await api.generationOf(from.id), await api.generationOf(to.id)];
    const moved = await api.one.put(`/lb/members/${member.id}`, { member: { pool_id: to.id, weight: '3' } });
    expect(moved.body.member).to.include({ pool_id: to.id, weight: 3, status: 'PENDING_UPDATE' });
    const after = [await api.generationOf(from.id), await api.generationOf(to.id)];
    expect(after).to.deep.equal(before.map((generation) => generation + 1));
    await api.report(to.id);
    expect(await show(api.one, `/lb/members/${member.id}`)).to.include({ status: 'ACTIVE' });
  });

  it('of members are refused to pools of others, and where the endpoint is taken', async () => {
    const [from, to] = [await newPool(api), await newPool(api)];
    const member = await newMember(api, from.id, '10.1.0.201');
    await newMember(api, to.id, '10.1.0.201');
    const move = (poolId: string, client = api.one) =>
      client.put(`/lb/members/${member.id}`, { member: { pool_id: poolId } });
    refused(await move(to.id), 409, 'MemberExists');
    refused(await move(randomUUID()), 404, 'PoolNotFound');
    const foreign = await newPool(api, { tenant_id: 'two' }, api.admin);
    refused(await move(foreign.id), 404, 'PoolNotFound');
    refused(await move(foreign.id, api.admin), 403, 'NotAuthorized');
    expect(await show(api.one, `/lb/members/${member.id}`)).to.include({ pool_id: from.id });
  });
});
