import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { readForbiddenMembers } from '@lbaas/server/testing';
import { type Fields, refused, show } from '../support/lbaas-v1-client.ts';
import {
  memberBody,
  newMember,
  newPool,
  newVip,
  startLbaasApi,
  vipBody,
} from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('members', () => {
  const api = useLbaasApi({ agent: { host: 'host-a' } });
  let poolId: string;
  beforeEach(async () => {
    poolId = (await newPool(api)).id;
  });

  const post = (address: string, fields: Fields = {}) =>
    api.one.post('/lb/members', memberBody(poolId, address, fields));

  it('have every attribute, and their defaults', async () => {
    const { id, ...member } = await newMember(api, poolId, '10.1.0.201', { protocol_port: '8080' });
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(member).to.deep.equal({
      tenant_id: 'one',
      pool_id: poolId,
      address: '10.1.0.201',
      protocol_port: 8080,
      weight: 1,
      admin_state_up: true,
      status: 'ACTIVE',
      status_description: 'the pool has no VIP: nothing is served',
      revision_number: 1,
    });
  });

  it('cannot be their own VIP, whichever of the two comes first', async () => {
    const vip = await newVip(api, poolId);
    const answer = await post(vip['address']);
    refused(answer, 400, 'InvalidInput');
    expect(answer.body.NeutronError.message).to.contain('is the VIP of the load balancer of the pool');
    const other = (await newPool(api)).id;
    const member = await newMember(api, other, vip['address']);
    refused(
      await api.one.put(`/lb/members/${member.id}`, { member: { pool_id: poolId } }),
      400,
      'InvalidInput',
    );
    refused(await api.one.put(`/lb/vips/${vip.id}`, { vip: { pool_id: other } }), 400, 'InvalidInput');
    const third = (await newPool(api)).id;
    await newMember(api, third, '10.1.0.77');
    refused(
      await api.one.post('/lb/vips', vipBody(api, third, { address: '10.1.0.77' })),
      400,
      'InvalidInput',
    );
    expect((await newVip(api, third, { address: '10.1.0.78' }))['address']).to.equal('10.1.0.78');
  });

  it('cannot be the network or the broadcast address of a subnet of their pool', async () => {
    for (const address of ['10.1.0.0', '10.1.0.255']) {
      const answer = await post(address);
      refused(answer, 400, 'InvalidInput');
      expect(answer.body.NeutronError.message).to.contain('of subnet 10.1.0.0/24');
    }
    // All or none, and other networks are nobody's business.
    const bulk = ['10.1.0.9', '10.1.0.255'].map((address) => memberBody(poolId, address).member);
    refused(await api.one.post('/lb/members', { members: bulk }), 400, 'InvalidInput');
    await newMember(api, poolId, '10.1.0.9');
    await newMember(api, poolId, '10.77.0.255');
  });

  it('may have IPv6 addresses, in any spelling', async () => {
    expect((await newMember(api, poolId, '2001:DB8:0::5')).address).to.equal('2001:db8::5');
    refused(await post('2001:db8::5'), 409, 'MemberExists');
  });

  it('take weights from 0 to 256', async () => {
    expect(await newMember(api, poolId, '10.1.0.2', { weight: '0' })).to.include({ weight: 0 });
    expect(await newMember(api, poolId, '10.1.0.3', { weight: 256 })).to.include({ weight: 256 });
    refused(await post('10.1.0.4', { weight: -1 }), 400, 'HTTPBadRequest');
    refused(await post('10.1.0.4', { weight: 257 }), 400, 'HTTPBadRequest');
  });

  it('are one per endpoint and pool', async () => {
    await newMember(api, poolId, '10.1.0.201');
    const answer = await post('10.1.0.201');
    refused(answer, 409, 'MemberExists');
    expect(answer.body.NeutronError.message).to.equal(
      `Member with address 10.1.0.201 and port 8080 already present in pool ${poolId}`,
    );
    expect((await post('10.1.0.201', { protocol_port: 8081 })).status).to.equal(201);
  });

  it('wake their device for what it shows, and for nothing else', async () => {
    const member = await newMember(api, poolId, '10.1.0.201');
    const bumps = async (fields: Fields) => {
      const before = await api.generationOf(poolId);
      const answer = await api.one.put(`/lb/members/${member.id}`, { member: fields });
      expect(answer.status).to.equal(200);
      return (await api.generationOf(poolId)) - before;
    };
    expect(await bumps({ weight: 1, pool_id: poolId })).to.equal(0);
    expect(await bumps({})).to.equal(0);
    expect(await bumps({ weight: 2 })).to.equal(1);
    expect(await bumps({ admin_state_up: false })).to.equal(1);
  });

  it('go, and wake their device', async () => {
    const member = await newMember(api, poolId, '10.1.0.201');
    const before = await api.generationOf(poolId);
    expect((await api.one.delete(`/lb/members/${member.id}`)).status).to.equal(204);
    expect(await api.generationOf(poolId)).to.equal(before + 1);
    refused(await api.one.get(`/lb/members/${member.id}`), 404, 'MemberNotFound');
    refused(await api.one.delete(`/lb/members/${member.id}`), 404, 'MemberNotFound');
    refused(await api.one.put(`/lb/members/${member.id}`, { member: {} }), 404, 'MemberNotFound');
  });

  describe('refused', () => {
    const addresses = ['0.0.0.0', '127.0.0.1', '127.8.8.8', '169.254.169.254', '224.0.0.1', '255.255.255.255']
      .concat(['::', '::1', 'fe80::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1'])
      .concat([
        '10.0.0',
        '1',
        '0x7f.1',
        '10.0.0.1 ',
        '10.0.0.256',
        '010.0.0.1',
        'fe80::1%eth0',
        '',
        'host',
        '10.0.0.1/8',
      ]);
    for (const address of addresses) {
      it(`at ${JSON.stringify(address)}`, async () => refused(await post(address), 400, 'HTTPBadRequest'));
    }

    it('in the networks of the operator', async () => {
      const guarded = await startLbaasApi({ forbiddenMembers: readForbiddenMembers(['10.20.0.0/16']) });
      const pool = await newPool(guarded);
      refused(await guarded.one.post('/lb/members', memberBody(pool.id, '10.20.3.4')), 400, 'HTTPBadRequest');
      expect((await newMember(guarded, pool.id, '10.21.3.4')).address).to.equal('10.21.3.4');
      await guarded.stop();
    });

    for (const port of [0, 65_536, -1]) {
      it(`at port ${port}`, async () =>
        refused(await post('10.1.0.9', { protocol_port: port }), 400, 'HTTPBadRequest'));
    }

    it('in a pool that does not exist', async () => {
      refused(await api.one.post('/lb/members', memberBody(randomUUID(), '10.1.0.9')), 404, 'PoolNotFound');
    });

    it('with a name', async () => refused(await post('10.1.0.9', { name: 'x' }), 400, 'HTTPBadRequest'));

    it('changes of what is fixed', async () => {
      const member = await newMember(api, poolId, '10.1.0.201');
      for (const name of ['address', 'protocol_port', 'tenant_id', 'status']) {
        const answer = await api.one.put(`/lb/members/${member.id}`, { member: { [name]: 'one' } });
        refused(answer, 400, 'HTTPBadRequest');
      }
    });
  });

  describe('in bulk', () => {
    const bulk = (members: unknown) => api.one.post('/lb/members', { members });
    const item = (address: string, pool = poolId) => memberBody(pool, address).member;

    it('come in the order of the request, with one message to each device', async () => {
      const other = (await newPool(api)).id;
      const before = [await api.generationOf(poolId), await api.generationOf(other)];
      const answer = await bulk([item('10.1.0.9'), item('10.1.0.8', other), { member: item('10.1.0.7') }]);
      expect(answer.status).to.equal(201);
      const addresses = answer.body.members.map((member) => member.address);
      expect(addresses).to.deep.equal(['10.1.0.9', '10.1.0.8', '10.1.0.7']);
      const after = [await api.generationOf(poolId), await api.generationOf(other)];
      expect(after).to.deep.equal(before.map((generation) => generation + 1));
    });

    it('are all or none', async () => {
      refused(await bulk([item('10.1.0.9'), item('10.1.0.9')]), 409, 'MemberExists');
      refused(await bulk([item('10.1.0.9'), item('127.0.0.1')]), 400, 'HTTPBadRequest');
      expect((await show(api.one, `/lb/pools/${poolId}`)).members).to.deep.equal([]);
    });

    it('are refused when empty, no list or no objects', async () => {
      for (const members of [[], {}, 'x', null, [1], [[]], [null]]) {
        refused(await bulk(members), 400, 'HTTPBadRequest');
      }
    });

    it('are refused for pools, vips and monitors', async () => {
      for (const collection of ['pools', 'vips', 'health_monitors']) {
        refused(await api.one.post(`/lb/${collection}`, { [collection]: [{}] }), 400, 'HTTPBadRequest');
      }
    });
  });
});
