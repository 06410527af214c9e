import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Fields, refused, show } from '../support/lbaas-v1-client.ts';
import { newMember, newPool, newVip, vipBody } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('vips', () => {
  const api = useLbaasApi({ agent: { host: 'host-a' } });

  const post = (poolId: string, fields: Fields) => api.one.post('/lb/vips', vipBody(api, poolId, fields));
  const put = (id: string, fields: Fields) => api.one.put(`/lb/vips/${id}`, { vip: fields });

  it('have every attribute, and their defaults', async () => {
    const pool = await newPool(api);
    const { id, address, port_id: portId, ...vip } = await newVip(api, pool.id, { protocol_port: '80' });
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(address).to.match(/^10\.1\.0\.\d+$/);
    expect(vip).to.deep.equal({
      tenant_id: 'one',
      name: 'front',
      description: '',
      subnet_id: api.subnetId,
      protocol_port: 80,
      protocol: 'HTTP',
      pool_id: pool.id,
      session_persistence: null,
      connection_limit: -1,
      admin_state_up: true,
      status: 'PENDING_CREATE',
      status_description: 'waiting for agent host-a to confirm',
      revision_number: 1,
    });
    expect(await show(api.one, `/ports/${portId}`)).to.include({
      name: `vip-${id}`,
      device_owner: 'neutron:LOADBALANCER',
      device_id: pool.id,
      tenant_id: 'one',
    });
  });

  it('take the address that is asked for, and give it back', async () => {
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id, { address: '10.1.0.77' });
    expect(vip.address).to.equal('10.1.0.77');
    expect((await api.one.delete(`/lb/vips/${vip.id}`)).status).to.equal(204);
    refused(await api.one.get(`/lb/vips/${vip.id}`), 404, 'VipNotFound');
    refused(await api.one.delete(`/lb/vips/${vip.id}`), 404, 'VipNotFound');
    refused(await api.one.get(`/ports/${vip.port_id}`), 404, 'PortNotFound');
    const again = await newVip(api, pool.id, {
      address: '10.1.0.77',
      session_persistence: { type: 'SOURCE_IP' },
    });
    expect(again).to.deep.include({ address: '10.1.0.77', session_persistence: { type: 'SOURCE_IP' } });
  });

  it('allocate when the address is null', async () => {
    const pool = await newPool(api);
    expect((await newVip(api, pool.id, { address: null })).address).to.match(/^10\.1\.0\./);
  });

  it('leave pool and members when they go', async () => {
    const pool = await newPool(api);
    const member = await newMember(api, pool.id, '10.1.0.201');
    const vip = await newVip(api, pool.id);
    await api.one.delete(`/lb/vips/${vip.id}`);
    expect(await show(api.one, `/lb/pools/${pool.id}`)).to.deep.include({
      vip_id: null,
      members: [member.id],
    });
  });

  it('protect their port while they use it', async () => {
    const vip = await newVip(api, (await newPool(api)).id);
    refused(await api.one.delete(`/ports/${vip.port_id}`), 409, 'ServicePortInUse');
  });

  it('have a port that is ACTIVE as long as a host shows them', async () => {
    const [pool, other] = [await newPool(api), await newPool(api)];
    await api.report(pool.id);
    await api.report(other.id);
    const vip = await newVip(api, pool.id);
    const see = async (client = api.admin): Promise<object> =>
      (await client.get(`/ports/${vip.port_id}?fields=status&fields=binding:host_id`)).body['port'] as object;
    expect(await see()).to.deep.equal({ status: 'DOWN', 'binding:host_id': 'host-a' });
    await api.report(pool.id);
    expect(await see(api.one)).to.deep.equal({ status: 'ACTIVE' });
    await put(vip.id, { admin_state_up: false });
    expect(await see()).to.include({ status: 'ACTIVE' });
    await api.report(pool.id);
    expect(await see()).to.include({ status: 'DOWN' });
    expect((await api.one.get(`/ports?id=${vip.port_id}&status=DOWN`)).body['ports']).to.have.lengthOf(1);
    await put(vip.id, { admin_state_up: true, pool_id: other.id });
    expect(await see()).to.include({ status: 'DOWN' });
    await api.report(other.id);
    expect(await see()).to.include({ status: 'ACTIVE' });
  });

  describe('session persistence', () => {
    const shapes: readonly Fields[] = [
      { type: 'SOURCE_IP' },
      { type: 'HTTP_COOKIE' },
      { type: 'APP_COOKIE', cookie_name: 'SESSION.id' },
    ];
    for (const shape of shapes) {
      it(`is kept: ${String(shape['type'])}`, async () => {
        const vip = await newVip(api, (await newPool(api)).id, {
          session_persistence: { ...shape, unknown: 1 },
        });
        expect(vip['session_persistence']).to.deep.equal(shape);
        const renamed = await put(vip.id, { name: 'x' });
        expect(renamed.body.vip['session_persistence']).to.deep.equal(shape);
      });
    }

    for (const clear of [null, {}]) {
      it(`is cleared by ${JSON.stringify(clear)}`, async () => {
        const vip = await newVip(api, (await newPool(api)).id, {
          session_persistence: { type: 'HTTP_COOKIE' },
        });
        const cleared = await put(vip.id, { session_persistence: clear });
        expect(cleared.body.vip['session_persistence']).to.equal(null);
        expect(cleared.status).to.equal(200);
      });
    }

    const wrong: readonly [string, unknown][] = [
      ['no type', { cookie_name: 'x' }],
      ['an unknown type', { type: 'MAGIC' }],
      ['APP_COOKIE without a name', { type: 'APP_COOKIE' }],
      ['APP_COOKIE with an empty name', { type: 'APP_COOKIE', cookie_name: '' }],
      ['APP_COOKIE with a directive in the name', { type: 'APP_COOKIE', cookie_name: 'x\n  bind :1' }],
      ['a name for SOURCE_IP', { type: 'SOURCE_IP', cookie_name: 'x' }],
      ['a name of null for HTTP_COOKIE', { type: 'HTTP_COOKIE', cookie_name: null }],
      ['a string', 'SOURCE_IP'],
      ['a list', []],
    ];
    for (const [what, value] of wrong) {
      it(`is refused: ${what}`, async () => {
        const pool = await newPool(api);
        refused(await post(pool.id, { session_persistence: value }), 400, 'HTTPBadRequest');
      });
    }

    it('is refused with a cookie where HAProxy reads none', async () => {
      for (const protocol of ['TCP', 'HTTPS']) {
        const pool = await newPool(api, { protocol });
        const cookie = { session_persistence: { type: 'HTTP_COOKIE' } };
        refused(await post(pool.id, { protocol, ...cookie }), 400, 'InvalidInput');
        const vip = await newVip(api, pool.id, { protocol, session_persistence: { type: 'SOURCE_IP' } });
        refused(await put(vip.id, cookie), 400, 'InvalidInput');
      }
    });
  });

  it('wake their device for what it shows, and for nothing else', async () => {
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    const bumps = async (fields: Fields) => {
      const before = await api.generationOf(pool.id);
      expect((await put(vip.id, fields)).status).to.equal(200);
      return (await api.generationOf(pool.id)) - before;
    };
    expect(await bumps({ name: 'x', description: 'y' })).to.equal(0);
    expect(await bumps({ pool_id: pool.id, session_persistence: {}, connection_limit: '-1' })).to.equal(0);
    expect(await bumps({ connection_limit: 5 })).to.equal(1);
    expect(await bumps({ connection_limit: 5, admin_state_up: 'false' })).to.equal(1);
    expect(await bumps({ session_persistence: { type: 'HTTP_COOKIE' } })).to.equal(1);
    expect(await bumps({ session_persistence: { type: 'HTTP_COOKIE' } })).to.equal(0);
    expect(await bumps({ session_persistence: null })).to.equal(1);
  });

  describe('refused', () => {
    const cases: readonly [string, Fields, number, string][] = [
      ['port 0', { protocol_port: 0 }, 400, 'HTTPBadRequest'],
      ['port 65536', { protocol_port: '65536' }, 400, 'HTTPBadRequest'],
      ['a port that is no number', { protocol_port: 'http' }, 400, 'InvalidInput'],
      ['a port of null', { protocol_port: null }, 400, 'InvalidInput'],
      ['connection_limit -2', { connection_limit: -2 }, 400, 'HTTPBadRequest'],
      ['connection_limit beyond the column', { connection_limit: 2 ** 31 }, 400, 'HTTPBadRequest'],
      ['pool_id null', { pool_id: null }, 400, 'HTTPBadRequest'],
      ['an address that is none', { address: '10.1.0' }, 400, 'HTTPBadRequest'],
      ['an address in hexadecimal', { address: '0x0a.1.0.9' }, 400, 'HTTPBadRequest'],
      ['an address with a zone', { address: 'fe80::1%eth0' }, 400, 'HTTPBadRequest'],
      ['an address outside the subnet', { address: '10.2.0.9' }, 400, 'InvalidInput'],
      ['the network address', { address: '10.1.0.0' }, 400, 'InvalidInput'],
      ['the broadcast address', { address: '10.1.0.255' }, 400, 'InvalidInput'],
      ['the gateway', { address: '10.1.0.1' }, 409, 'IpAddressInUse'],
      ['another protocol than the pool', { protocol: 'TCP' }, 400, 'ProtocolMismatch'],
      ['a subnet that does not exist', { subnet_id: randomUUID() }, 404, 'SubnetNotFound'],
      ['a pool that does not exist', { pool_id: randomUUID() }, 404, 'PoolNotFound'],
      ['a status', { status: 'ACTIVE' }, 400, 'HTTPBadRequest'],
    ];
    for (const [what, fields, status, type] of cases) {
      it(what, async () => {
        const pool = await newPool(api);
        const before = await api.generationOf(pool.id);
        refused(await post(pool.id, fields), status, type);
        expect(await api.generationOf(pool.id)).to.equal(before);
        expect(await show(api.one, `/lb/pools/${pool.id}`)).to.include({ vip_id: null });
      });
    }

    it('an address that is taken', async () => {
      const vip = await newVip(api, (await newPool(api)).id);
      refused(await post((await newPool(api)).id, { address: vip.address }), 409, 'IpAddressInUse');
    });

    it('a second one for a pool', async () => {
      const pool = await newPool(api);
      await newVip(api, pool.id);
      refused(await post(pool.id, {}), 409, 'VipExists');
    });

    it('when the subnet is exhausted', async () => {
      const body = {
        subnet: { network_id: api.networkId, ip_version: 4, cidr: '10.9.0.0/30', gateway_ip: null },
      };
      const subnet = (await api.one.post('/subnets', body)).body['subnet'] as { id: string };
      for (const expected of [201, 201, 409]) {
        const answer = await post((await newPool(api)).id, { subnet_id: subnet.id });
        expect(answer.status).to.equal(expected);
        if (expected === 409) expect(answer.type).to.equal('IpAddressGenerationFailure');
      }
    });

    it('a change of what is fixed', async () => {
      const vip = await newVip(api, (await newPool(api)).id);
      for (const name of ['subnet_id', 'address', 'protocol', 'protocol_port', 'port_id', 'tenant_id']) {
        refused(await put(vip.id, { [name]: 'one' }), 400, 'HTTPBadRequest');
      }
    });
  });
});
