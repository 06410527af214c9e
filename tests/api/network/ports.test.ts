import { expect } from 'chai';
import { refused } from '../support/lbaas-v1-client.ts';
import { ipsOf, newNetwork, newPort, newSubnet } from '../support/network-fixture.ts';
import { usePorts } from '../support/use-ports.ts';

describe('ports', () => {
  const suite = usePorts();
  const { alice, bob, post, put } = suite;

  it('fill in the defaults', async () => {
    const subnet = await newSubnet(alice, suite.networkId, '10.0.0.0/24');
    const port = await newPort(alice, suite.networkId);
    expect(port.mac_address).to.match(/^fa:16:3e(:[0-9a-f]{2}){3}$/);
    expect(port).to.deep.equal({
      id: port.id,
      name: '',
      tenant_id: 'alice',
      network_id: suite.networkId,
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
    await newSubnet(alice, suite.networkId, '10.0.0.0/24');
    await newSubnet(alice, suite.networkId, '10.0.1.0/24');
    await newSubnet(alice, suite.networkId, '2001:db8::/64');
    expect(ipsOf(await newPort(alice, suite.networkId))).to.deep.equal(['10.0.0.2', '2001:db8::2']);
    expect(ipsOf(await newPort(alice, suite.networkId, { fixed_ips: [] }))).to.deep.equal([]);
  });

  it('get the addresses that they name, inside the pools or not', async () => {
    const subnet = await newSubnet(alice, suite.networkId, '10.0.0.0/24', {
      allocation_pools: [{ start: '10.0.0.50', end: '10.0.0.60' }],
    });
    const fixed_ips = [{ subnet_id: subnet.id }, { ip_address: '10.0.0.50' }, { ip_address: '10.0.0.200' }];
    const port = await newPort(alice, suite.networkId, { fixed_ips });
    expect(ipsOf(port)).to.deep.equal(['10.0.0.50', '10.0.0.51', '10.0.0.200']);
  });

  it('keep the MAC address that they name, in lower case', async () => {
    const port = await newPort(alice, suite.networkId, { mac_address: 'FA:16:3E:00:00:0A' });
    expect(port.mac_address).to.equal('fa:16:3e:00:00:0a');
    refused(await post({ mac_address: 'fa:16:3e:00:00:0a' }), 409, 'MacAddressInUse');
    const found = (await alice.get('/ports?mac_address=FA:16:3E:00:00:0A')).body.ports;
    expect(found.map((p) => p.id)).to.deep.equal([port.id]);
  });

  describe('are refused', () => {
    beforeEach(async () => {
      await newSubnet(alice, suite.networkId, '10.0.0.0/24');
      await newPort(alice, suite.networkId, { fixed_ips: [{ ip_address: '10.0.0.7' }] });
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
      refused(await bob.post('/ports', { port: { network_id: suite.networkId } }), 404, 'NetworkNotFound');
    });

    it('on a subnet of another network', async () => {
      const other = await newNetwork(alice);
      const subnet = await newSubnet(alice, other.id, '10.0.9.0/24');
      refused(await post({ fixed_ips: [{ subnet_id: subnet.id }] }), 400, 'InvalidInput');
    });

    it('without taking anything', async () => {
      refused(await post(ips('10.0.0.20', '10.0.0.7')), 409, 'IpAddressInUse');
      expect((await alice.get(`/ports?network_id=${suite.networkId}`)).body.ports).to.have.length(1);
      expect((await post(ips('10.0.0.20'))).status).to.equal(201);
    });
  });

  it('create several or none', async () => {
    await newSubnet(alice, suite.networkId, '10.0.0.0/30');
    const item = { network_id: suite.networkId };
    refused(await alice.post('/ports', { ports: [item, item] }), 409, 'IpAddressGenerationFailure');
    expect((await alice.get(`/ports?network_id=${suite.networkId}`)).body.ports).to.deep.equal([]);
    const answer = await alice.post('/ports', { ports: [item, { ...item, fixed_ips: [], name: 'second' }] });
    expect(answer.body.ports.map((port) => port.name)).to.deep.equal(['', 'second']);
  });

  it('take what clients say to keep away what there is not, and refuse what would not be true', async () => {
    const nothing = {
      security_groups: [],
      allowed_address_pairs: [],
      extra_dhcp_opts: [],
      port_security_enabled: 'False',
      'binding:vnic_type': 'normal',
    };
    const port = await newPort(alice, suite.networkId, nothing);
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

  it('are found by what the tools ask for', async () => {
    const subnet = await newSubnet(alice, suite.networkId, '10.0.0.0/24');
    const v6 = await newSubnet(alice, suite.networkId, '2001:db8::/64');
    const a = await newPort(alice, suite.networkId, { device_id: 'd1', device_owner: 'compute:nova' });
    const b = await newPort(alice, suite.networkId, { fixed_ips: [{ subnet_id: subnet.id }] });
    const idsFor = async (query: string): Promise<string[]> =>
      (await alice.get(`/ports?network_id=${suite.networkId}&${query}`)).body.ports.map((p) => p.id);
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
