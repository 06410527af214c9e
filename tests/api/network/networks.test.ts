import { expect } from 'chai';
import { newNetwork, newPort, newSubnet, useNetworkApi } from '../support/network-fixture.ts';
import { refused } from '../support/lbaas-v1-client.ts';

describe('networks', () => {
  const api = useNetworkApi();
  const { admin, alice, bob } = api;

  it('fills in the defaults', async () => {
    const network = await newNetwork(alice);
    expect(network).to.deep.equal({
      id: network.id,
      name: '',
      subnets: [],
      admin_state_up: true,
      status: 'ACTIVE',
      tenant_id: 'alice',
      shared: false,
      'router:external': false,
      mtu: 1500,
      revision_number: 1,
    });
  });

  it('shows admins what it is made of', async () => {
    const { id } = await newNetwork(alice);
    const { network } = (await admin.get(`/networks/${id}`)).body;
    expect(network['provider:network_type']).to.equal('local');
    expect(network['provider:physical_network']).to.equal(null);
    expect(network['provider:segmentation_id']).to.equal(null);
  });

  it('lists the ids of its subnets in the order of their creation', async () => {
    const { id } = await newNetwork(alice);
    const subnets = [await newSubnet(alice, id, '10.0.1.0/24'), await newSubnet(alice, id, '10.0.0.0/24')];
    expect((await alice.get(`/networks/${id}`)).body.network.subnets).to.deep.equal(subnets.map((s) => s.id));
  });

  it('takes booleans and numbers as the command line sends them', async () => {
    const fields = { 'router:external': 'True', admin_state_up: 'False', shared: '1', mtu: '9000' };
    const network = await newNetwork(admin, fields);
    expect([network['router:external'], network.admin_state_up, network.shared, network.mtu]).to.deep.equal([
      true,
      false,
      true,
      9000,
    ]);
  });

  it('takes that there is no port security, and refuses that there is', async () => {
    const { id, ...network } = await newNetwork(alice, { port_security_enabled: false });
    expect(network).to.not.have.any.keys('port_security_enabled');
    const put = (value: unknown) =>
      alice.put(`/networks/${id}`, { network: { port_security_enabled: value } });
    expect((await put('False')).status).to.equal(200);
    refused(await put(true), 400, 'HTTPBadRequest');
    refused(
      await alice.post('/networks', { network: { port_security_enabled: true } }),
      400,
      'HTTPBadRequest',
    );
  });

  it('changes what is named', async () => {
    const { id } = await newNetwork(alice, { name: 'a' });
    const { body, status } = await alice.put(`/networks/${id}`, {
      network: { name: 'b', admin_state_up: false },
    });
    expect(status).to.equal(200);
    expect([body.network.name, body.network.admin_state_up]).to.deep.equal(['b', false]);
    expect((await alice.put(`/networks/${id}`, { network: {} })).body.network.name).to.equal('b');
  });

  it('show that they are administratively down, and are active all the same', async () => {
    const network = await newNetwork(alice, { admin_state_up: false });
    expect(network).to.include({ admin_state_up: false, status: 'ACTIVE' });
    const port = { network_id: network.id, admin_state_up: false };
    expect((await alice.post('/ports', { port })).body.port).to.include({
      admin_state_up: false,
      status: 'ACTIVE',
    });
  });

  for (const [attribute, value] of [
    ['shared', true],
    ['router:external', true],
    ['provider:network_type', 'flat'],
    ['provider:physical_network', 'office'],
    ['provider:segmentation_id', 7],
  ] as const) {
    it(`lets only admins set ${attribute}`, async () => {
      refused(await alice.post('/networks', { network: { [attribute]: value } }), 403, 'PolicyNotAuthorized');
      const { id } = await newNetwork(alice);
      refused(
        await alice.put(`/networks/${id}`, { network: { [attribute]: value } }),
        403,
        'PolicyNotAuthorized',
      );
    });
  }

  it('hides what is not the callers own before it says what only admins may set', async () => {
    const body = { network: { shared: true } };
    const foreign = await newNetwork(alice);
    const shared = await newNetwork(admin, { shared: true });
    for (const id of [foreign.id, shared.id, '00000000-0000-4000-8000-000000000000']) {
      refused(await bob.put(`/networks/${id}`, body), 404, 'NetworkNotFound');
      refused(await bob.put(`/networks/${id}`, { network: { shared: 'x' } }), 400, 'InvalidInput');
    }
  });

  describe('visibility', () => {
    it('is own, shared and external', async () => {
      const own = await newNetwork(bob, { name: 'visibility' });
      const shared = await newNetwork(admin, { name: 'visibility', shared: true });
      const external = await newNetwork(admin, { name: 'visibility', 'router:external': true });
      const foreign = await newNetwork(alice, { name: 'visibility' });
      const { networks } = (await bob.get('/networks?name=visibility')).body;
      const ids = networks.map((network) => network.id);
      expect(ids).to.have.members([own.id, shared.id, external.id]);
      refused(await bob.get(`/networks/${foreign.id}`), 404, 'NetworkNotFound');
      refused(await bob.put(`/networks/${shared.id}`, { network: { name: 'x' } }), 404, 'NetworkNotFound');
      refused(await bob.delete(`/networks/${external.id}`), 404, 'NetworkNotFound');
      expect((await admin.get('/networks?name=visibility')).body.networks).to.have.length(4);
    });

    it('finds external networks by their flag', async () => {
      const { id } = await newNetwork(admin, { name: 'office', 'router:external': true });
      for (const query of ['router:external=True', 'router%3Aexternal=True']) {
        const { networks } = (await bob.get(`/networks?${query}&name=office`)).body;
        expect(networks.map((network) => network.id)).to.deep.equal([id]);
      }
      expect((await bob.get('/networks?router:external=False&name=office')).body.networks).to.deep.equal([]);
      refused(await bob.get('/networks?router:external=maybe'), 400, 'InvalidInput');
    });

    it('stays while others use the network', async () => {
      const { id } = await newNetwork(admin, { shared: true });
      const port = await newPort(bob, id);
      const unshare = { network: { shared: false } };
      refused(await admin.put(`/networks/${id}`, unshare), 409, 'InvalidSharedSetting');
      await bob.delete(`/ports/${port.id}`);
      expect((await admin.put(`/networks/${id}`, unshare)).status).to.equal(200);
    });
  });

  describe('of a provider', () => {
    const flat = (physical?: unknown) => ({
      network: { 'provider:network_type': 'flat', 'provider:physical_network': physical },
    });

    it('is one flat network per physical network', async () => {
      const answer = await admin.post('/networks', flat('office'));
      expect(answer.body.network['provider:physical_network']).to.equal('office');
      refused(await admin.post('/networks', flat('office')), 409, 'FlatNetworkInUse');
      await admin.delete(`/networks/${answer.body.network.id}`);
      expect((await admin.post('/networks', flat('office'))).status).to.equal(201);
    });

    it('is flat for one of many parallel callers', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => admin.post('/networks', flat('rack'))),
      );
      expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
      expect(answers.filter(({ type }) => type === 'FlatNetworkInUse')).to.have.length(7);
    });

    for (const [why, fields] of [
      ['flat without a physical network', { 'provider:network_type': 'flat' }],
      [
        'flat on a name of another alphabet',
        { 'provider:network_type': 'flat', 'provider:physical_network': 'a b' },
      ],
      [
        'local with a physical network',
        { 'provider:network_type': 'local', 'provider:physical_network': 'lan' },
      ],
      ['a physical network alone', { 'provider:physical_network': 'lan' }],
      [
        'vxlan with a physical network',
        { 'provider:network_type': 'vxlan', 'provider:physical_network': 'lan' },
      ],
      [
        'vxlan with a VNI of 25 bits',
        { 'provider:network_type': 'vxlan', 'provider:segmentation_id': 16777216 },
      ],
      ['vxlan with packets that do not fit', { 'provider:network_type': 'vxlan', mtu: 1451 }],
      ['vlan with an id alone', { 'provider:network_type': 'vlan', 'provider:segmentation_id': 7 }],
      [
        'vlan with an id of 13 bits',
        {
          'provider:network_type': 'vlan',
          'provider:physical_network': 'lan',
          'provider:segmentation_id': 4095,
        },
      ],
      ['of a type that nobody has', { 'provider:network_type': 'gre' }],
      ['a segmentation id without a type', { 'provider:segmentation_id': 7 }],
      ['a segmentation id', { 'provider:network_type': 'local', 'provider:segmentation_id': 7 }],
    ] as const) {
      it(`is not ${why}`, async () =>
        refused(await admin.post('/networks', { network: fields }), 400, 'InvalidInput'));
    }

    it('cannot change', async () => {
      const { id } = await newNetwork(admin);
      const change = (fields: object) => admin.put(`/networks/${id}`, { network: fields });
      refused(await change({ 'provider:network_type': 'flat' }), 400, 'InvalidInput');
      refused(await change({ 'provider:physical_network': 'lan' }), 400, 'InvalidInput');
      expect((await change({ 'provider:network_type': 'local' })).status).to.equal(200);
    });
  });

  describe('deleted', () => {
    it('takes its subnets along', async () => {
      const { id } = await newNetwork(alice);
      const subnet = await newSubnet(alice, id, '10.0.0.0/24');
      expect((await alice.delete(`/networks/${id}`)).status).to.equal(204);
      refused(await alice.get(`/networks/${id}`), 404, 'NetworkNotFound');
      refused(await alice.get(`/subnets/${subnet.id}`), 404, 'SubnetNotFound');
      refused(await alice.delete(`/networks/${id}`), 404, 'NetworkNotFound');
    });

    it('is refused while a port is on it, unless it is only for DHCP', async () => {
      const { id } = await newNetwork(alice);
      await newPort(alice, id, { device_owner: 'network:dhcp' });
      const port = await newPort(alice, id);
      refused(await alice.delete(`/networks/${id}`), 409, 'NetworkInUse');
      await alice.delete(`/ports/${port.id}`);
      expect((await alice.delete(`/networks/${id}`)).status).to.equal(204);
    });
  });

  it('creates several or none', async () => {
    const answer = await alice.post('/networks', { networks: [{ name: 'b1' }, { name: 'b2' }] });
    expect(answer.status).to.equal(201);
    expect(answer.body.networks.map((network) => network.name)).to.deep.equal(['b1', 'b2']);
    const flat = { 'provider:network_type': 'flat', 'provider:physical_network': 'bulk' };
    refused(
      await admin.post('/networks', { networks: [{ name: 'b3', ...flat }, flat] }),
      409,
      'FlatNetworkInUse',
    );
    expect((await admin.get('/networks?name=b3')).body.networks).to.deep.equal([]);
    refused(await alice.post('/networks', { networks: [] }), 400, 'HTTPBadRequest');
  });

  it('leaves a trace of every write', async () => {
    const { id } = await newNetwork(alice, { name: 'traced' });
    await alice.put(`/networks/${id}`, { network: { name: 'x' } });
    await alice.delete(`/networks/${id}`);
    const rows = await api.query<{ action: string; project_id: string }>(
      'SELECT action, project_id FROM audit_log WHERE resource_id = $1 ORDER BY id',
      [id],
    );
    expect(rows.map(({ action }) => action)).to.deep.equal(['create', 'update', 'delete']);
    expect(rows.every(({ project_id: project }) => project === 'alice')).to.equal(true);
  });

  it('refuses an MTU that IPv6 cannot use', async () => {
    refused(await alice.post('/networks', { network: { mtu: 1279 } }), 400, 'HTTPBadRequest');
    refused(await alice.post('/networks', { network: { mtu: 65_536 } }), 400, 'HTTPBadRequest');
  });
});
