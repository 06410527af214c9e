import { expect } from 'chai';
import { seedAgent, seedDevice, seedPlacement } from '../../packages/server/src/testing/seed.ts';
import {
  type Answer,
  type Client,
  type Port,
  newNetwork,
  newPort,
  newSubnet,
  useNetworkApi,
} from './network-fixture.ts';
import { refused } from './lbaas-v1-client.ts';

const ipsOf = (port: Port): string[] => port.fixed_ips.map((ip) => ip.ip_address);

describe('ports', () => {
  const api = useNetworkApi();
  const { admin, alice, bob } = api;
  let networkId: string;

  beforeEach(async () => {
    networkId = (await newNetwork(alice)).id;
  });

  const post = (fields: object): Promise<Answer> =>
    alice.post('/ports', { port: { network_id: networkId, ...fields } });
  const put = (port: Port, fields: object, client = alice): Promise<Answer> =>
    client.put(`/ports/${port.id}`, { port: fields });

  async function makeVip(port: Port): Promise<string> {
    const deviceId = await seedDevice(api);
    await api.query('UPDATE load_balancers SET vip_port_id = $2 WHERE id = $1', [deviceId, port.id]);
    return deviceId;
  }

  it('fill in the defaults', async () => {
    const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
    const port = await newPort(alice, networkId);
    expect(port.mac_address).to.match(/^fa:16:3e(:[0-9a-f]{2}){3}$/);
    expect(port).to.deep.equal({
      id: port.id,
      name: '',
      tenant_id: 'alice',
      network_id: networkId,
      admin_state_up: true,
      mac_address: port.mac_address,
      fixed_ips: [{ subnet_id: subnet.id, ip_address: '10.0.0.2' }],
      device_id: '',
      device_owner: '',
      status: 'ACTIVE',
      revision_number: 2,
    });
  });

  it('get one address per IP version', async () => {
    await newSubnet(alice, networkId, '10.0.0.0/24');
    await newSubnet(alice, networkId, '10.0.1.0/24');
    await newSubnet(alice, networkId, '2001:db8::/64');
    expect(ipsOf(await newPort(alice, networkId))).to.deep.equal(['10.0.0.2', '2001:db8::2']);
    expect(ipsOf(await newPort(alice, networkId, { fixed_ips: [] }))).to.deep.equal([]);
  });

  it('get the addresses that they name, inside the pools or not', async () => {
    const subnet = await newSubnet(alice, networkId, '10.0.0.0/24', {
      allocation_pools: [{ start: '10.0.0.50', end: '10.0.0.60' }],
    });
    const fixed_ips = [{ subnet_id: subnet.id }, { ip_address: '10.0.0.50' }, { ip_address: '10.0.0.200' }];
    const port = await newPort(alice, networkId, { fixed_ips });
    expect(ipsOf(port)).to.deep.equal(['10.0.0.50', '10.0.0.51', '10.0.0.200']);
  });

  it('keep the MAC address that they name, in lower case', async () => {
    const port = await newPort(alice, networkId, { mac_address: 'FA:16:3E:00:00:0A' });
    expect(port.mac_address).to.equal('fa:16:3e:00:00:0a');
    refused(await post({ mac_address: 'fa:16:3e:00:00:0a' }), 409, 'MacAddressInUse');
    const found = (await alice.get('/ports?mac_address=FA:16:3E:00:00:0A')).body.ports;
    expect(found.map((p) => p.id)).to.deep.equal([port.id]);
  });

  describe('are refused', () => {
    beforeEach(async () => {
      await newSubnet(alice, networkId, '10.0.0.0/24');
      await newPort(alice, networkId, { fixed_ips: [{ ip_address: '10.0.0.7' }] });
    });

    const ips = (...list: string[]) => ({ fixed_ips: list.map((ip_address) => ({ ip_address })) });
    for (const [why, fields, status, type] of [
      ['with an address in use', ips('10.0.0.7'), 409, 'IpAddressInUse'],
      ['with the gateway address', ips('10.0.0.1'), 409, 'IpAddressInUse'],
      ['with the network address', ips('10.0.0.0'), 400, 'InvalidInput'],
      ['with the broadcast address', ips('10.0.0.255'), 400, 'InvalidInput'],
      ['with an address elsewhere', ips('10.0.1.7'), 400, 'InvalidIpForNetwork'],
      ['with an address twice', ips('10.0.0.8', '10.0.0.8'), 400, 'InvalidInput'],
      [
        'with six addresses',
        ips('10.0.0.8', '10.0.0.9', '10.0.0.10', '10.0.0.11', '10.0.0.12', '10.0.0.13'),
        400,
        'InvalidInput',
      ],
      ['with what is no address', ips('10.0.0'), 400, 'InvalidInput'],
      ['with an address of no subnet', { fixed_ips: [{ subnet_id: 'x' }] }, 400, 'InvalidInput'],
      ['with nothing in an address', { fixed_ips: [{}] }, 400, 'InvalidInput'],
      ['with more in an address', { fixed_ips: [{ ip_address: '10.0.0.8', x: 'y' }] }, 400, 'InvalidInput'],
      ['with addresses that are no list', { fixed_ips: '10.0.0.8' }, 400, 'InvalidInput'],
      ['with a MAC address that is none', { mac_address: 'fa:16:3e' }, 400, 'HTTPBadRequest'],
      ['with a multicast MAC address', { mac_address: '01:00:5e:00:00:01' }, 400, 'HTTPBadRequest'],
      ['with no MAC address', { mac_address: null }, 400, 'HTTPBadRequest'],
      ['with the zero MAC address', { mac_address: '00:00:00:00:00:00' }, 400, 'HTTPBadRequest'],
      ['with a status', { status: 'DOWN' }, 400, 'HTTPBadRequest'],
    ] as const) {
      it(why, async () => refused(await post(fields), status, type));
    }

    it('on a network that is not there, or not theirs', async () => {
      const nowhere = '00000000-0000-4000-8000-000000000000';
      refused(await post({ network_id: nowhere }), 404, 'NetworkNotFound');
      refused(await bob.post('/ports', { port: { network_id: networkId } }), 404, 'NetworkNotFound');
    });

    it('on a subnet of another network', async () => {
      const other = await newNetwork(alice);
      const subnet = await newSubnet(alice, other.id, '10.0.9.0/24');
      refused(await post({ fixed_ips: [{ subnet_id: subnet.id }] }), 400, 'InvalidInput');
    });

    it('without taking anything', async () => {
      refused(await post(ips('10.0.0.20', '10.0.0.7')), 409, 'IpAddressInUse');
      expect((await alice.get(`/ports?network_id=${networkId}`)).body.ports).to.have.length(1);
      expect((await post(ips('10.0.0.20'))).status).to.equal(201);
    });
  });

  describe('on a network of another', () => {
    it('get what there is, but choose nothing', async () => {
      const shared = await newNetwork(admin, { shared: true });
      const subnet = await newSubnet(admin, shared.id, '10.0.0.0/24');
      const port = await newPort(bob, shared.id);
      expect(ipsOf(port)).to.deep.equal(['10.0.0.2']);
      for (const fields of [
        { fixed_ips: [{ subnet_id: subnet.id }] },
        { mac_address: 'fa:16:3e:00:00:01' },
        { device_owner: 'network:dhcp' },
        { device_owner: 'neutron:LOADBALANCER' },
      ]) {
        const body = { port: { network_id: shared.id, ...fields } };
        refused(await bob.post('/ports', body), 403, 'PolicyNotAuthorized');
      }
      refused(await put(port, { fixed_ips: [{ ip_address: '10.0.0.9' }] }, bob), 403, 'PolicyNotAuthorized');
      refused(await put(port, { device_owner: 'network:dhcp' }, bob), 403, 'PolicyNotAuthorized');
      expect((await put(port, { device_owner: 'compute:nova', name: 'x' }, bob)).status).to.equal(200);
    });

    it('are seen by their owner and the owner of the network', async () => {
      const shared = await newNetwork(admin, { shared: true });
      const port = await newPort(bob, shared.id);
      refused(await alice.get(`/ports/${port.id}`), 404, 'PortNotFound');
      refused(await put(port, { name: 'x' }), 404, 'PortNotFound');
      refused(await alice.delete(`/ports/${port.id}`), 404, 'PortNotFound');
      expect((await admin.get(`/ports/${port.id}`)).status).to.equal(200);
      expect((await bob.delete(`/ports/${port.id}`)).status).to.equal(204);
    });
  });

  it('take what clients say to keep away what there is not, and refuse what would not be true', async () => {
    const nothing = {
      security_groups: [],
      allowed_address_pairs: [],
      extra_dhcp_opts: [],
      port_security_enabled: 'False',
      'binding:vnic_type': 'normal',
    };
    const port = await newPort(alice, networkId, nothing);
    expect(port).to.not.have.any.keys(Object.keys(nothing));
    expect((await put(port, nothing)).status).to.equal(200);
    expect((await put(port, { security_groups: null })).status).to.equal(200);
    for (const fields of [
      { security_groups: ['default'] },
      { allowed_address_pairs: [{ ip_address: '10.0.0.9' }] },
      { port_security_enabled: true },
      { 'binding:host_id': 'here' },
      { 'binding:profile': {} },
      { 'binding:vnic_type': 'direct' },
    ]) {
      refused(await post(fields), 400, 'HTTPBadRequest');
      refused(await put(port, fields), 400, 'HTTPBadRequest');
    }
  });

  describe('changed', () => {
    it('keep what is not named', async () => {
      await newSubnet(alice, networkId, '10.0.0.0/24');
      const port = await newPort(alice, networkId, { name: 'a', device_id: 'd' });
      const { body } = await put(port, { name: 'b', admin_state_up: 'false' });
      expect(body.port).to.deep.equal({ ...port, name: 'b', admin_state_up: false, revision_number: 3 });
      refused(await put(port, { mac_address: 'fa:16:3e:00:00:01' }), 400, 'HTTPBadRequest');
      refused(await put(port, { network_id: networkId }), 400, 'HTTPBadRequest');
    });

    it('swap addresses, and keep those that are named again', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
      const port = await newPort(alice, networkId, { fixed_ips: [{ ip_address: '10.0.0.9' }] });
      const change = async (...fixed_ips: object[]): Promise<string[]> => {
        const { body } = await put(port, { fixed_ips });
        return ipsOf(body.port);
      };
      expect(await change({ ip_address: '10.0.0.9' }, { ip_address: '10.0.0.10' })).to.deep.equal([
        '10.0.0.9',
        '10.0.0.10',
      ]);
      expect(await change({ subnet_id: subnet.id })).to.deep.equal(['10.0.0.9']);
      expect(await change({ ip_address: '10.0.0.20' })).to.deep.equal(['10.0.0.20']);
      expect(await change({ subnet_id: subnet.id }, { subnet_id: subnet.id })).to.deep.equal([
        '10.0.0.2',
        '10.0.0.20',
      ]);
      expect(await change()).to.deep.equal([]);
    });

    it('keep all addresses when one of the wanted is taken', async () => {
      await newSubnet(alice, networkId, '10.0.0.0/24');
      const [port, other] = [await newPort(alice, networkId), await newPort(alice, networkId)];
      const wanted = { fixed_ips: [{ ip_address: '10.0.0.50' }, { ip_address: ipsOf(other)[0] }] };
      refused(await put(port, wanted), 409, 'IpAddressInUse');
      expect((await alice.get(`/ports/${port.id}`)).body.port).to.deep.equal(port);
    });
  });

  describe('of a VIP', () => {
    it('are not changed under it, nor deleted', async () => {
      await newSubnet(alice, networkId, '10.0.0.0/24');
      const port = await newPort(alice, networkId, { device_owner: 'neutron:LOADBALANCER' });
      await makeVip(port);
      refused(await alice.delete(`/ports/${port.id}`), 409, 'ServicePortInUse');
      refused(await put(port, { fixed_ips: [{ ip_address: '10.0.0.9' }] }), 409, 'PortInUse');
      refused(await put(port, { device_owner: '' }), 409, 'PortInUse');
      refused(await put(port, { admin_state_up: false }), 409, 'PortInUse');
      expect((await put(port, { admin_state_up: true })).status).to.equal(200);
      expect((await put(port, { name: 'n', device_owner: 'neutron:LOADBALANCER' })).status).to.equal(200);
    });

    it('are DOWN until a host shows it', async () => {
      await newSubnet(alice, networkId, '10.0.0.0/24');
      const port = await newPort(alice, networkId);
      const deviceId = await makeVip(port);
      const see = async (client: Client): Promise<object> =>
        (await client.get(`/ports/${port.id}?fields=status&fields=binding:host_id`)).body.port;
      expect(await see(admin)).to.deep.equal({ status: 'DOWN', 'binding:host_id': '' });
      const agent = await seedAgent(api);
      await seedPlacement(api, deviceId as Parameters<typeof seedPlacement>[1], agent.id, { observed: 1 });
      expect(await see(admin)).to.deep.equal({ status: 'ACTIVE', 'binding:host_id': agent.host });
      expect(await see(alice)).to.deep.equal({ status: 'ACTIVE' });
      const down = await alice.get(`/ports?network_id=${networkId}&status=DOWN`);
      expect(down.body.ports).to.deep.equal([]);
    });
  });

  it('of routers are not deleted', async () => {
    for (const device_owner of ['network:router_interface', 'network:router_gateway', 'network:floatingip']) {
      const port = await newPort(alice, networkId, { device_owner });
      refused(await alice.delete(`/ports/${port.id}`), 409, 'L3PortInUse');
    }
  });

  it('give their addresses back', async () => {
    await newSubnet(alice, networkId, '10.0.0.0/24');
    const port = await newPort(alice, networkId);
    expect((await alice.delete(`/ports/${port.id}`)).status).to.equal(204);
    refused(await alice.get(`/ports/${port.id}`), 404, 'PortNotFound');
    refused(await alice.delete(`/ports/${port.id}`), 404, 'PortNotFound');
    expect(ipsOf(await newPort(alice, networkId))).to.deep.equal(ipsOf(port));
  });

  it('create several or none', async () => {
    await newSubnet(alice, networkId, '10.0.0.0/30');
    const item = { network_id: networkId };
    refused(await alice.post('/ports', { ports: [item, item] }), 409, 'IpAddressGenerationFailure');
    expect((await alice.get(`/ports?network_id=${networkId}`)).body.ports).to.deep.equal([]);
    const answer = await alice.post('/ports', { ports: [item, { ...item, fixed_ips: [], name: 'second' }] });
    expect(answer.body.ports.map((port) => port.name)).to.deep.equal(['', 'second']);
  });

  it('are found by what the tools ask for', async () => {
    const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
    const v6 = await newSubnet(alice, networkId, '2001:db8::/64');
    const a = await newPort(alice, networkId, { device_id: 'd1', device_owner: 'compute:nova' });
    const b = await newPort(alice, networkId, { fixed_ips: [{ subnet_id: subnet.id }] });
    const idsFor = async (query: string): Promise<string[]> =>
      (await alice.get(`/ports?network_id=${networkId}&${query}`)).body.ports.map((p) => p.id);
    expect(await idsFor('device_id=d1')).to.deep.equal([a.id]);
    expect(await idsFor('device_owner=compute:nova')).to.deep.equal([a.id]);
    expect(await idsFor('fixed_ips=ip_address=10.0.0.3')).to.deep.equal([b.id]);
    expect(await idsFor('fixed_ips=ip_address=2001:DB8::0002')).to.deep.equal([a.id]);
    expect(await idsFor(`fixed_ips=subnet_id=${v6.id}`)).to.deep.equal([a.id]);
    expect(await idsFor(`fixed_ips=subnet_id%3D${subnet.id}`)).to.have.members([a.id, b.id]);
    const crossed = `fixed_ips=subnet_id=${v6.id}&fixed_ips=ip_address=10.0.0.2`;
    expect(await idsFor(crossed)).to.deep.equal([]);
    expect(await idsFor('fixed_ips=ip_address=10.0.0.2&fixed_ips=ip_address=10.0.0.3')).to.have.length(2);
    for (const nonsense of ['ip_address=x', 'subnet_id=x', 'x=y', 'x', 'ip_address=']) {
      expect(await idsFor(`fixed_ips=${nonsense}`), nonsense).to.deep.equal([]);
    }
  });
});
