import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { useNetworkApi } from '../support/network-fixture.ts';
import { refused } from '../support/lbaas-v1-client.ts';

const VXLAN = { 'provider:network_type': 'vxlan' };
const VLAN = { 'provider:network_type': 'vlan' };

describe('networks with a segmentation id', () => {
  const { admin, alice, query } = useNetworkApi();

  afterEach(async () => {
    await query('DELETE FROM network_hosts');
    for (const { id } of (await admin.get('/networks')).body.networks) await admin.delete(`/networks/${id}`);
  });

  const create = async (fields: object) => {
    const answer = await admin.post('/networks', { network: fields });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body.network;
  };
  const idOf = async (fields: object): Promise<number | null> =>
    (await create(fields))['provider:segmentation_id'];

  it('get each a free id of the ranges, from as many callers at once as there are, until none is left', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => admin.post('/networks', { network: VXLAN })),
    );
    const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.network);
    expect(made.map((network) => network['provider:segmentation_id'])).to.have.members([10, 11, 20]);
    expect(answers.filter(({ type }) => type === 'NoNetworkAvailable')).to.have.length(2);
    refused(await admin.post('/networks', { network: VXLAN }), 503, 'NoNetworkAvailable');
    await admin.delete(`/networks/${made[0]?.id}`);
    expect(await idOf(VXLAN)).to.equal(made[0]?.['provider:segmentation_id']);
  });

  it('get those that they ask for, of no range too, unless somebody has them', async () => {
    expect(await idOf({ ...VXLAN, 'provider:segmentation_id': 11 })).to.equal(11);
    expect(await idOf({ ...VXLAN, 'provider:segmentation_id': 5000 })).to.equal(5000);
    const again = await admin.post('/networks', { network: { ...VXLAN, 'provider:segmentation_id': 11 } });
    refused(again, 409, 'TunnelIdInUse');
    const asked = [VXLAN, { ...VXLAN, 'provider:segmentation_id': 20 }, VXLAN];
    const answer = await admin.post('/networks', { networks: asked });
    refused(answer, 503, 'NoNetworkAvailable');
    const some = await admin.post('/networks', { networks: asked.slice(1) });
    expect(some.body.networks.map((network) => network['provider:segmentation_id'])).to.deep.equal([20, 10]);
  });

  it('are VLANs by physical network', async () => {
    const first = await create(VLAN);
    expect(first).to.include({ 'provider:physical_network': 'trunk', mtu: 1500 });
    const second = await idOf({ ...VLAN, 'provider:physical_network': 'trunk' });
    expect([first['provider:segmentation_id'], second]).to.have.members([100, 101]);
    refused(await admin.post('/networks', { network: VLAN }), 503, 'NoNetworkAvailable');
    const elsewhere = { ...VLAN, 'provider:physical_network': 'other', 'provider:segmentation_id': 100 };
    expect(await idOf(elsewhere)).to.equal(100);
    refused(await admin.post('/networks', { network: elsewhere }), 409, 'VlanIdInUse');
    const noRange = { ...VLAN, 'provider:physical_network': 'other' };
    refused(await admin.post('/networks', { network: noRange }), 503, 'NoNetworkAvailable');
  });

  it('get no id that a host may still carry for a network that is deleted', async () => {
    for (const [id, physicalNetwork] of [
      [10, null],
      [11, null],
      [100, 'trunk'],
    ]) {
      await query(
        `INSERT INTO network_hosts (network_id, device_id, agent_id, segmentation_id, physical_network)
         VALUES ($1, $1, $1, $2, $3)`,
        [randomUUID(), id, physicalNetwork],
      );
    }
    expect(await idOf(VXLAN)).to.equal(20);
    expect(await idOf(VLAN)).to.equal(101);
    const taken = await admin.post('/networks', { network: { ...VXLAN, 'provider:segmentation_id': 10 } });
    refused(taken, 409, 'TunnelIdInUse');
  });

  it('have packets that fit into tunnels, and say so', async () => {
    expect((await create(VXLAN)).mtu).to.equal(1450);
    expect((await create({ ...VXLAN, mtu: 1400 })).mtu).to.equal(1400);
    const large = await create({ ...VXLAN, mtu: 1300 });
    const answer = await admin.put(`/networks/${large.id}`, { network: { mtu: 1451 } });
    refused(answer, 400, 'InvalidInput');
  });

  it('keep their id, which their projects do not see', async () => {
    const { id } = await create({ ...VXLAN, tenant_id: 'alice' });
    expect((await alice.get(`/networks/${id}`)).body.network).to.not.have.property(
      'provider:segmentation_id',
    );
    const shown = (await admin.get(`/networks/${id}`)).body.network['provider:segmentation_id'];
    const change = (to: number | null) =>
      admin.put(`/networks/${id}`, { network: { 'provider:segmentation_id': to } });
    expect((await change(shown)).status).to.equal(200);
    refused(await change(5000), 400, 'InvalidInput');
    refused(await change(null), 400, 'InvalidInput');
    expect((await admin.get(`/networks?provider:segmentation_id=${shown}`)).body.networks).to.have.length(1);
  });
});
