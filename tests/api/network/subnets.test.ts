import { expect } from 'chai';
import { seedDevice } from '@lbaas/server/testing';
import {
  type Answer,
  type Subnet,
  newNetwork,
  newPort,
  newSubnet,
  useNetworkApi,
} from '../support/network-fixture.ts';
import { refused } from '../support/lbaas-v1-client.ts';

const poolsOf = (subnet: Subnet): string[] =>
  subnet.allocation_pools.map((pool) => `${pool.start}-${pool.end}`);

describe('subnets', () => {
  const api = useNetworkApi();
  const { admin, alice, bob } = api;
  let networkId: string;

  beforeEach(async () => {
    networkId = (await newNetwork(alice)).id;
  });

  const post = (fields: object): Promise<Answer> =>
    alice.post('/subnets', {
      subnet: { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/24', ...fields },
    });

  async function withVip(
    subnet: Subnet,
  ): Promise<{ deviceId: string; portId: string; generation: () => Promise<number> }> {
    const port = await newPort(admin, networkId, { fixed_ips: [{ subnet_id: subnet.id }] });
    const deviceId = await seedDevice(api);
    await api.query('UPDATE load_balancers SET vip_port_id = $2 WHERE id = $1', [deviceId, port.id]);
    const generation = async (): Promise<number> => {
      const [row] = await api.query<{ generation: number }>('SELECT generation FROM devices WHERE id = $1', [
        deviceId,
      ]);
      return row?.generation ?? 0;
    };
    return { deviceId, portId: port.id, generation };
  }

  it('fills in the defaults', async () => {
    const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
    expect(subnet).to.deep.equal({
      id: subnet.id,
      name: '',
      tenant_id: 'alice',
      network_id: networkId,
      ip_version: 4,
      cidr: '10.0.0.0/24',
      gateway_ip: '10.0.0.1',
      allocation_pools: [{ start: '10.0.0.2', end: '10.0.0.254' }],
      dns_nameservers: [],
      host_routes: [],
      enable_dhcp: true,
      revision_number: 1,
    });
  });

  it('writes IPv6 in its canonical form', async () => {
    const subnet = await newSubnet(alice, networkId, '2001:DB8:0:0::/64', {
      dns_nameservers: ['2001:4860:4860:0:0:0:0:8888'],
      host_routes: [{ destination: '2001:DB8:1::/48', nexthop: '2001:DB8::00FF' }],
    });
    expect(subnet.cidr).to.equal('2001:db8::/64');
    expect(subnet.gateway_ip).to.equal('2001:db8::1');
    expect(poolsOf(subnet)).to.deep.equal(['2001:db8::2-2001:db8::ffff:ffff:ffff:ffff']);
    expect(subnet.dns_nameservers).to.deep.equal(['2001:4860:4860::8888']);
    expect(subnet.host_routes).to.deep.equal([{ destination: '2001:db8:1::/48', nexthop: '2001:db8::ff' }]);
  });

  it('has no gateway, or another one, if asked to', async () => {
    const none = await newSubnet(alice, networkId, '10.0.0.0/29', { gateway_ip: null });
    expect([none.gateway_ip, ...poolsOf(none)]).to.deep.equal([null, '10.0.0.1-10.0.0.6']);
    const other = await newSubnet(alice, networkId, '10.0.1.0/29', { gateway_ip: '10.0.1.4' });
    expect(poolsOf(other)).to.deep.equal(['10.0.1.1-10.0.1.3', '10.0.1.5-10.0.1.6']);
    const linkLocal = await newSubnet(alice, networkId, '2001:db8::/64', { gateway_ip: 'FE80::1' });
    expect(linkLocal.gateway_ip).to.equal('fe80::1');
  });

  it('takes what the command line sends', async () => {
    const answer = await post({
      ip_version: '4',
      enable_dhcp: 'False',
      dns_nameservers: '8.8.8.8',
      host_routes: null,
    });
    expect(answer.status).to.equal(201);
    expect(answer.body.subnet).to.include({ enable_dhcp: false, ip_version: 4 });
    expect(answer.body.subnet.dns_nameservers).to.deep.equal(['8.8.8.8']);
  });

  describe('on one network', () => {
    it('never overlap', async () => {
      await newSubnet(alice, networkId, '10.0.0.0/24');
      for (const cidr of ['10.0.0.0/24', '10.0.0.0/16', '10.0.0.128/25', '8.0.0.0/6']) {
        refused(await post({ cidr }), 400, 'InvalidInput');
      }
      expect((await post({ cidr: '10.0.1.0/24' })).status).to.equal(201);
      const other = (await newNetwork(alice)).id;
      await newSubnet(alice, other, '10.0.0.0/24');
    });

    it('do not overlap when many come at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => post({ cidr: `10.0.0.0/${24 - (n % 3)}` })),
      );
      expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
      expect(answers.filter(({ type }) => type === 'InvalidInput')).to.have.length(9);
    });
  });

  describe('of others', () => {
    it('are seen on shared networks only', async () => {
      const hidden = await newSubnet(alice, networkId, '10.0.0.0/24');
      const shared = await newNetwork(admin, { shared: true });
      const seen = await newSubnet(admin, shared.id, '10.0.0.0/24');
      refused(await bob.get(`/subnets/${hidden.id}`), 404, 'SubnetNotFound');
      refused(await bob.put(`/subnets/${hidden.id}`, { subnet: { name: 'x' } }), 404, 'SubnetNotFound');
      refused(await bob.delete(`/subnets/${hidden.id}`), 404, 'SubnetNotFound');
      expect((await bob.get(`/subnets/${seen.id}`)).status).to.equal(200);
      refused(await bob.put(`/subnets/${seen.id}`, { subnet: { name: 'x' } }), 404, 'SubnetNotFound');
      refused(await bob.delete(`/subnets/${seen.id}`), 404, 'SubnetNotFound');
    });

    it('take no new ones', async () => {
      const shared = await newNetwork(admin, { shared: true });
      const subnet = { network_id: shared.id, ip_version: 4, cidr: '10.0.0.0/24' };
      refused(await bob.post('/subnets', { subnet }), 403, 'PolicyNotAuthorized');
      refused(
        await bob.post('/subnets', { subnet: { ...subnet, network_id: networkId } }),
        404,
        'NetworkNotFound',
      );
    });
  });

  describe('changed', () => {
    const put = (subnet: Subnet, fields: object): Promise<Answer> =>
      alice.put(`/subnets/${subnet.id}`, { subnet: fields });

    it('keep what is not named', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24', {
        name: 'a',
        dns_nameservers: ['1.1.1.1'],
      });
      const { body, status } = await put(subnet, { name: 'b', enable_dhcp: false });
      expect(status).to.equal(200);
      expect(body.subnet).to.deep.equal({ ...subnet, name: 'b', enable_dhcp: false, revision_number: 2 });
    });

    it('have a fixed place', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
      for (const fields of [{ cidr: '10.0.1.0/24' }, { ip_version: 6 }, { network_id: networkId }]) {
        refused(await put(subnet, fields), 400, 'HTTPBadRequest');
      }
    });

    it('keep the gateway out of the pools, whichever changes', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
      refused(await put(subnet, { gateway_ip: '10.0.0.9' }), 409, 'GatewayConflictWithAllocationPools');
      const pools = [{ start: '10.0.0.1', end: '10.0.0.8' }];
      refused(await put(subnet, { allocation_pools: pools }), 409, 'GatewayConflictWithAllocationPools');
      const both = await put(subnet, { gateway_ip: '10.0.0.9', allocation_pools: pools });
      expect(both.body.subnet.gateway_ip).to.equal('10.0.0.9');
      expect((await put(subnet, { gateway_ip: null })).body.subnet.gateway_ip).to.equal(null);
    });

    it('do not take the gateway from a port, nor give it to one', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24', {
        gateway_ip: null,
        allocation_pools: [{ start: '10.0.0.10', end: '10.0.0.20' }],
      });
      const port = await newPort(alice, networkId, { fixed_ips: [{ ip_address: '10.0.0.1' }] });
      refused(await put(subnet, { gateway_ip: '10.0.0.1' }), 409, 'GatewayIpInUse');
      await alice.delete(`/ports/${port.id}`);
      expect((await put(subnet, { gateway_ip: '10.0.0.1' })).status).to.equal(200);
    });

    it('give addresses from the new pools', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
      await put(subnet, { allocation_pools: [{ start: '10.0.0.200', end: '10.0.0.201' }] });
      const port = await newPort(alice, networkId);
      expect(port.fixed_ips[0]?.ip_address).to.equal('10.0.0.200');
    });

    it('raise the generation of the devices that must show it', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24', {
        allocation_pools: [{ start: '10.0.0.100', end: '10.0.0.200' }],
      });
      const { generation } = await withVip(subnet);
      const raisedBy = async (fields: object): Promise<number> => {
        const before = await generation();
        expect((await put(subnet, fields)).status).to.equal(200);
        return (await generation()) - before;
      };
      expect(await raisedBy({ name: 'x', dns_nameservers: ['1.1.1.1'], enable_dhcp: false })).to.equal(0);
      expect(await raisedBy({ gateway_ip: '10.0.0.1' })).to.equal(0);
      expect(await raisedBy({ gateway_ip: '10.0.0.2' })).to.equal(1);
      const routes = { host_routes: [{ destination: '10.9.0.0/16', nexthop: '10.0.0.7' }] };
      expect(await raisedBy(routes)).to.equal(1);
      expect(await raisedBy(routes)).to.equal(0);
      expect(await raisedBy({ gateway_ip: null })).to.equal(1);
      const before = await generation();
      await alice.put(`/networks/${networkId}`, { network: { mtu: 1400 } });
      await alice.put(`/networks/${networkId}`, { network: { mtu: 1400, name: 'y' } });
      expect((await generation()) - before).to.equal(1);
    });
  });

  describe('deleted', () => {
    it('are gone', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
      expect((await alice.delete(`/subnets/${subnet.id}`)).status).to.equal(204);
      refused(await alice.get(`/subnets/${subnet.id}`), 404, 'SubnetNotFound');
      expect((await alice.get(`/networks/${networkId}`)).body.network.subnets).to.deep.equal([]);
    });

    it('are refused while a port has an address there, unless it is for DHCP', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
      const dhcp = await newPort(alice, networkId, { device_owner: 'network:dhcp' });
      const port = await newPort(alice, networkId);
      refused(await alice.delete(`/subnets/${subnet.id}`), 409, 'SubnetInUse');
      await alice.delete(`/ports/${port.id}`);
      expect((await alice.delete(`/subnets/${subnet.id}`)).status).to.equal(204);
      expect((await alice.get(`/ports/${dhcp.id}`)).body.port.fixed_ips).to.deep.equal([]);
    });

    it('are refused while pools name them, one or several, with or without their network', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
      await seedDevice(api, { subnetId: subnet.id });
      await seedDevice(api, { subnetId: subnet.id });
      refused(await alice.delete(`/subnets/${subnet.id}`), 409, 'SubnetInUse');
      refused(await alice.delete(`/networks/${networkId}`), 409, 'SubnetInUse');
    });

    it('are refused while a VIP is there', async () => {
      const subnet = await newSubnet(alice, networkId, '10.0.0.0/24');
      const { portId } = await withVip(subnet);
      refused(await alice.delete(`/subnets/${subnet.id}`), 409, 'SubnetInUse');
      refused(await alice.delete(`/networks/${networkId}`), 409, 'NetworkInUse');
      refused(await alice.delete(`/ports/${portId}`), 409, 'ServicePortInUse');
    });
  });

  it('create several or none', async () => {
    const item = (cidr: string) => ({ network_id: networkId, ip_version: 4, cidr });
    const answer = await alice.post('/subnets', { subnets: [item('10.0.0.0/24'), item('10.0.1.0/24')] });
    expect(answer.body.subnets.map(({ cidr }) => cidr)).to.deep.equal(['10.0.0.0/24', '10.0.1.0/24']);
    refused(
      await alice.post('/subnets', { subnets: [item('10.0.2.0/24'), item('10.0.0.0/8')] }),
      400,
      'InvalidInput',
    );
    expect((await alice.get(`/subnets?network_id=${networkId}`)).body.subnets).to.have.length(2);
  });

  it('are found by their attributes', async () => {
    const v4 = await newSubnet(alice, networkId, '10.0.0.0/24', { name: 'four' });
    const v6 = await newSubnet(alice, networkId, '2001:db8::/64');
    const idsFor = async (query: string): Promise<string[]> =>
      (await alice.get(`/subnets?network_id=${networkId}&${query}`)).body.subnets.map((s) => s.id);
    expect(await idsFor('ip_version=6')).to.deep.equal([v6.id]);
    expect(await idsFor('cidr=10.0.0.0/24')).to.deep.equal([v4.id]);
    expect(await idsFor('gateway_ip=2001:DB8:0::1')).to.deep.equal([v6.id]);
    expect(await idsFor('name=four&name=five')).to.deep.equal([v4.id]);
    const fields = await alice.get(
      `/subnets?id=${v4.id}&id=${v6.id}&fields=id&fields=cidr&sort_key=cidr&sort_dir=asc`,
    );
    expect(fields.body.subnets).to.deep.equal([
      { id: v4.id, cidr: '10.0.0.0/24' },
      { id: v6.id, cidr: '2001:db8::/64' },
    ]);
  });
});
