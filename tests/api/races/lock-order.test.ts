import { expect } from 'chai';
import { type Thing, created, refused } from '../support/lbaas-v1-client.ts';
import { memberBody, newNetwork, newPool, newSubnet, newVip, vipBody } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import { watchDeadlocks } from './deadlocks.ts';
import { besides, untilWaiting } from './side-connection.ts';

const LOCK_SUBNET = 'SELECT 1 FROM subnets WHERE id = $1 FOR NO KEY UPDATE';

/** Each test stops a request while it holds some of its locks, and lets another one run into it. */
describe('locks are taken in one order', function () {
  this.timeout(60_000);
  const api = useLbaasApi({ agent: {}, isPatient: true });
  let network: Thing;
  let subnets: readonly [Thing, Thing];
  let deadlocks: () => readonly string[];

  beforeEach(async () => {
    network = await newNetwork(api.one);
    subnets = [
      await newSubnet(api.one, network.id, '10.7.0.0/24'),
      await newSubnet(api.one, network.id, '10.8.0.0/24'),
    ];
    deadlocks = await watchDeadlocks();
  });
  afterEach(() => expect(deadlocks()).to.deep.equal([]));

  it('by a change of a DHCP port and the delete of a subnet that it is on', async () => {
    const [first, second] = subnets;
    const fixed_ips = [{ subnet_id: first.id }, { subnet_id: second.id }];
    const wanted = { network_id: network.id, device_owner: 'network:dhcp', fixed_ips };
    const port = created(await api.one.post('/ports', { port: wanted }));
    const changed = await besides(api, async (side) => {
      await side.query(LOCK_SUBNET, [first.id]);
      const change = api.one.put(`/ports/${port.id}`, { port: { fixed_ips: [{ subnet_id: first.id }] } });
      await untilWaiting(api, 1);
      expect((await api.one.delete(`/subnets/${second.id}`)).status).to.equal(204);
      await side.query('COMMIT');
      return change;
    });
    expect(changed.status).to.equal(200);
  });

  it('by the create of a port and the delete of its network', async () => {
    const [first, second] = subnets;
    const [port, removed] = await besides(api, async (side) => {
      await side.query(LOCK_SUBNET, [second.id]);
      const create = api.one.post('/ports', { port: { network_id: network.id } });
      await untilWaiting(api, 1);
      const remove = api.one.delete(`/networks/${network.id}`);
      await untilWaiting(api, 2);
      await side.query('SELECT 1 FROM subnets WHERE id = $1 FOR SHARE NOWAIT', [first.id]);
      await side.query('COMMIT');
      return Promise.all([create, remove]);
    });
    expect(port.status).to.equal(201);
    refused(removed, 409, 'NetworkInUse');
  });

  it('by two ports that take each the address that the other has', async () => {
    const at = (last: number) => ({ fixed_ips: [{ ip_address: `10.7.0.${last}` }] });
    const post = async (last: number) =>
      created(await api.one.post('/ports', { port: { network_id: network.id, ...at(last) } }));
    const ports = [await post(11), await post(12)];
    const answers = await Promise.all([
      api.one.put(`/ports/${ports[0]?.id}`, { port: at(12) }),
      api.one.put(`/ports/${ports[1]?.id}`, { port: at(11) }),
    ]);
    for (const answer of answers) refused(answer, 409, 'IpAddressInUse');
  });

  it('by the create of a VIP and a change of its subnet', async () => {
    const [subnet] = subnets;
    const pool = await newPool(api, { subnet_id: subnet.id });
    const answer = await besides(api, async (side) => {
      await side.query(LOCK_SUBNET, [subnet.id]);
      const create = api.one.post('/lb/vips', vipBody(api, pool.id, { subnet_id: subnet.id }));
      await untilWaiting(api, 1);
      await side.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE NOWAIT', [pool.id]);
      await side.query('COMMIT');
      return create;
    });
    expect(answer.status).to.equal(201);
  });

  it('by the delete of a pool and reports of the health of its members', async () => {
    const pool = await newPool(api);
    const ids = await membersAgainstOrder(pool.id);
    const [lowest = '', ...others] = ids.toSorted();
    const answer = await besides(api, async (side) => {
      await side.query('SELECT 1 FROM members WHERE id = $1 FOR KEY SHARE', [lowest]);
      const remove = api.one.delete(`/lb/pools/${pool.id}`);
      await untilWaiting(api, 1);
      await side.query('SELECT 1 FROM members WHERE id = ANY ($1::uuid[]) FOR KEY SHARE NOWAIT', [others]);
      await side.query('COMMIT');
      return remove;
    });
    expect(answer.status).to.equal(204);
  });

  /** Two, of which the one that is found first has the higher id. */
  async function membersAgainstOrder(poolId: string): Promise<readonly [string, string]> {
    for (;;) {
      const first = created(await api.one.post('/lb/members', memberBody(poolId, '10.9.0.1'))).id;
      const second = created(await api.one.post('/lb/members', memberBody(poolId, '10.9.0.2'))).id;
      if (second < first) return [first, second];
      for (const id of [first, second]) await api.one.delete(`/lb/members/${id}`);
    }
  }

  it('by a network that is hidden and whoever comes to use it', async () => {
    await api.admin.put(`/networks/${network.id}`, { network: { shared: true } });
    const [port, hidden] = await besides(api, async (side) => {
      await side.query(LOCK_SUBNET, [subnets[0].id]);
      const create = api.two.post('/ports', { port: { network_id: network.id } });
      await untilWaiting(api, 1);
      const hide = api.admin.put(`/networks/${network.id}`, { network: { shared: false } });
      await untilWaiting(api, 2);
      await side.query('COMMIT');
      return Promise.all([create, hide]);
    });
    expect(port.status).to.equal(201);
    refused(hidden, 409, 'InvalidSharedSetting');
  });

  it('by the delete of an agent and whoever has a device that comes to it meanwhile', async () => {
    const pool = await newPool(api);
    const agent = await api.agent();
    const gone = await besides(api, async (owner) => {
      const remove = await besides(api, async (placer) => {
        await placer.query('SELECT 1 FROM agents WHERE id = $1 FOR KEY SHARE', [agent.id]);
        const removing = api.admin.delete(`/agents/${agent.id}`);
        await untilWaiting(api, 1);
        await placer.query('UPDATE placements SET agent_id = $1 WHERE device_id = $2', [agent.id, pool.id]);
        await owner.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [pool.id]);
        await placer.query('COMMIT');
        return { removing };
      });
      await untilWaiting(api, 1);
      await owner.query('SELECT 1 FROM placements WHERE device_id = $1 FOR UPDATE NOWAIT', [pool.id]);
      await owner.query('COMMIT');
      return remove.removing;
    });
    expect(gone.status).to.equal(204);
    expect(await api.query('SELECT 1 FROM placements WHERE agent_id = $1', [agent.id])).to.deep.equal([]);
  });

  it('by two pools that take each an address that the other has not let go of', async () => {
    await api.agent();
    const pools = [await newPool(api), await newPool(api)];
    const addresses = ['10.1.0.71', '10.1.0.72'];
    for (const [place, pool] of pools.entries()) {
      const vip = await newVip(api, pool.id, { address: addresses[place] });
      await api.one.delete(`/lb/vips/${vip.id}`);
    }
    const answers = await besides(api, async (side) => {
      await side.query('LOCK TABLE audit_log IN SHARE MODE');
      const crosswise = pools.map((pool, place) =>
        api.one.post('/lb/vips', vipBody(api, pool.id, { address: addresses[1 - place] })),
      );
      await untilWaiting(api, 2);
      await side.query('COMMIT');
      return Promise.all(crosswise);
    });
    expect(answers.map(({ status }) => status)).to.have.members([201, 409]);
    expect(answers.map(({ type }) => type)).to.include('StateInvalid');
  });
});
