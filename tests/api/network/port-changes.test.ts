import { expect } from 'chai';
import { seedDevice } from '@lbaas/server/testing';
import { refused } from '../support/lbaas-v1-client.ts';
import { type Port, ipsOf, newNetwork, newPort, newSubnet } from '../support/network-fixture.ts';
import { usePorts } from '../support/use-ports.ts';

describe('ports that are there', () => {
  const suite = usePorts();
  const { admin, alice, bob, put } = suite;

  describe('changed', () => {
    it('keep what is not named', async () => {
      await newSubnet(alice, suite.networkId, '10.0.0.0/24');
      const port = await newPort(alice, suite.networkId, { name: 'a', device_id: 'd' });
      const { body } = await put(port, { name: 'b', admin_state_up: 'false' });
      expect(body.port).to.deep.equal({ ...port, name: 'b', admin_state_up: false, revision_number: 3 });
      refused(await put(port, { mac_address: 'fa:16:3e:00:00:01' }), 400, 'HTTPBadRequest');
      refused(await put(port, { network_id: suite.networkId }), 400, 'HTTPBadRequest');
    });

    it('swap addresses, and keep those that are named again', async () => {
      const subnet = await newSubnet(alice, suite.networkId, '10.0.0.0/24');
      const port = await newPort(alice, suite.networkId, { fixed_ips: [{ ip_address: '10.0.0.9' }] });
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
      await newSubnet(alice, suite.networkId, '10.0.0.0/24');
      const [port, other] = [await newPort(alice, suite.networkId), await newPort(alice, suite.networkId)];
      const wanted = { fixed_ips: [{ ip_address: '10.0.0.50' }, { ip_address: ipsOf(other)[0] }] };
      refused(await put(port, wanted), 409, 'IpAddressInUse');
      expect((await alice.get(`/ports/${port.id}`)).body.port).to.deep.equal(port);
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

  describe('of a VIP', () => {
    async function makeVip(port: Port): Promise<string> {
      const deviceId = await seedDevice(suite);
      await suite.query('UPDATE load_balancers SET vip_port_id = $2 WHERE id = $1', [deviceId, port.id]);
      return deviceId;
    }

    it('are not changed under it, nor deleted', async () => {
      await newSubnet(alice, suite.networkId, '10.0.0.0/24');
      const port = await newPort(alice, suite.networkId, { device_owner: 'neutron:LOADBALANCER' });
      await makeVip(port);
      refused(await alice.delete(`/ports/${port.id}`), 409, 'ServicePortInUse');
      refused(await put(port, { fixed_ips: [{ ip_address: '10.0.0.9' }] }), 409, 'PortInUse');
      refused(await put(port, { device_owner: '' }), 409, 'PortInUse');
      refused(await put(port, { admin_state_up: false }), 409, 'PortInUse');
      expect((await put(port, { admin_state_up: true })).status).to.equal(200);
      expect((await put(port, { name: 'n', device_owner: 'neutron:LOADBALANCER' })).status).to.equal(200);
    });
  });

  it('of routers are not deleted', async () => {
    for (const device_owner of ['network:router_interface', 'network:router_gateway', 'network:floatingip']) {
      const port = await newPort(alice, suite.networkId, { device_owner });
      refused(await alice.delete(`/ports/${port.id}`), 409, 'L3PortInUse');
    }
  });

  it('give their addresses back', async () => {
    await newSubnet(alice, suite.networkId, '10.0.0.0/24');
    const port = await newPort(alice, suite.networkId);
    expect((await alice.delete(`/ports/${port.id}`)).status).to.equal(204);
    refused(await alice.get(`/ports/${port.id}`), 404, 'PortNotFound');
    refused(await alice.delete(`/ports/${port.id}`), 404, 'PortNotFound');
    expect(ipsOf(await newPort(alice, suite.networkId))).to.deep.equal(ipsOf(port));
  });
});
