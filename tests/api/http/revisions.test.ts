import { expect } from 'chai';
import { type Thing, created, show } from '../support/lbaas-v1-client.ts';
import {
  associate,
  memberBody,
  newMember,
  newMonitor,
  newNetwork,
  newPool,
  newSubnet,
  newVip,
} from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('revisions', () => {
  const api = useLbaasApi({ agent: {} });

  const revisionOf = async (path: string): Promise<number> =>
    Number((await show(api.one, path))['revision_number']);

  /** By how much the work raises the revision of each object, in their order. */
  async function raised(
    work: () => Promise<unknown>,
    ...paths: readonly string[]
  ): Promise<readonly number[]> {
    const before = await Promise.all(paths.map(revisionOf));
    await work();
    const after = await Promise.all(paths.map(revisionOf));
    return after.map((revision, index) => revision - (before[index] ?? 0));
  }

  const put = (path: string, body: unknown) => async () => {
    expect((await api.one.put(path, body)).status).to.equal(200);
  };
  const remove = (path: string) => async () => {
    expect((await api.one.delete(path)).status).to.equal(204);
  };

  it('rise when an object changes, and only then', async () => {
    const { id } = await newPool(api, { name: 'a' });
    const path = `/lb/pools/${id}`;
    expect(await raised(put(path, { pool: { name: 'b' } }), path)).to.deep.equal([1]);
    expect(await raised(put(path, { pool: { name: 'b', lb_method: 'ROUND_ROBIN' } }), path)).to.deep.equal([
      0,
    ]);
    expect(await raised(put(path, { pool: { admin_state_up: false } }), path)).to.deep.equal([1]);
  });

  it('stay when only a status changes', async () => {
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.100');
    const paths = [`/lb/pools/${pool.id}`, `/lb/vips/${vip.id}`, `/lb/members/${member.id}`] as const;
    const report = () => api.report(pool.id);
    expect(await raised(report, ...paths)).to.deep.equal([0, 0, 0]);
    expect((await show(api.one, paths[0])).status).to.equal('ACTIVE');
  });

  it('of a pool rise with its members, once for all of a bulk', async () => {
    const pool = await newPool(api);
    const other = await newPool(api);
    const [path, elsewhere] = [`/lb/pools/${pool.id}`, `/lb/pools/${other.id}`];
    const bodies = Array.from({ length: 1000 }, (_, index) => ({
      pool_id: pool.id,
      address: `10.1.${10 + Math.floor(index / 250)}.${1 + (index % 250)}`,
      protocol_port: 80,
    }));
    let members: readonly Thing[] = [];
    const create = async () => {
      members = created(
        await api.one.post('/lb/members', { members: bodies }),
      ) as unknown as readonly Thing[];
    };
    expect(await raised(create, path, elsewhere)).to.deep.equal([1, 0]);
    expect(members.map((member) => member['revision_number'])).to.deep.equal(bodies.map(() => 1));
    const member = `/lb/members/${members[0]?.id}`;
    expect(await raised(put(member, { member: { weight: 7 } }), path, member)).to.deep.equal([0, 1]);
    const moved = put(member, { member: { pool_id: other.id } });
    expect(await raised(moved, path, elsewhere, member)).to.deep.equal([1, 1, 1]);
    expect(await raised(remove(member), path, elsewhere)).to.deep.equal([0, 1]);
  });

  it('of a pool and its VIP rise with each other, and with a move', async () => {
    const pool = await newPool(api);
    const target = await newPool(api);
    const [path, elsewhere] = [`/lb/pools/${pool.id}`, `/lb/pools/${target.id}`];
    let vip = '';
    const create = async () => {
      vip = `/lb/vips/${(await newVip(api, pool.id)).id}`;
    };
    expect(await raised(create, path)).to.deep.equal([1]);
    const persist = put(vip, { vip: { session_persistence: { type: 'SOURCE_IP' } } });
    expect(await raised(persist, path, vip)).to.deep.equal([0, 1]);
    const [left, entered, moved] = await raised(
      put(vip, { vip: { pool_id: target.id } }),
      path,
      elsewhere,
      vip,
    );
    expect([left, entered]).to.deep.equal([1, 1]);
    expect(moved).to.be.greaterThan(0);
    expect(await raised(remove(vip), path, elsewhere)).to.deep.equal([0, 1]);
  });

  it('of pools and monitors rise with their associations', async () => {
    const pool = await newPool(api);
    const monitor = await newMonitor(api);
    const paths = [`/lb/pools/${pool.id}`, `/lb/health_monitors/${monitor.id}`] as const;
    expect(await raised(() => associate(api, pool.id, monitor.id), ...paths)).to.deep.equal([1, 1]);
    const change = put(paths[1], { health_monitor: { delay: 9 } });
    expect(await raised(change, ...paths)).to.deep.equal([0, 1]);
    const part = remove(`/lb/pools/${pool.id}/health_monitors/${monitor.id}`);
    expect(await raised(part, ...paths)).to.deep.equal([1, 1]);
    await associate(api, pool.id, monitor.id);
    expect(await raised(remove(paths[0]), paths[1])).to.deep.equal([1]);
  });

  it('of a network rise with its subnets, of a port with its addresses', async () => {
    const network = await newNetwork(api.one);
    const path = `/networks/${network.id}`;
    let subnet = '';
    const create = async () => {
      subnet = (await newSubnet(api.one, network.id, '10.9.0.0/24')).id;
    };
    expect(await raised(create, path)).to.deep.equal([1]);
    expect(await raised(put(path, { network: { name: 'n' } }), path, `/subnets/${subnet}`)).to.deep.equal([
      1, 0,
    ]);
    const port = created(await api.one.post('/ports', { port: { network_id: network.id } }));
    const fixed_ips = [{ subnet_id: subnet }, { subnet_id: subnet }];
    const more = put(`/ports/${port.id}`, { port: { fixed_ips } });
    expect(await raised(more, `/ports/${port.id}`, path)).to.deep.equal([1, 0]);
    await api.one.delete(`/ports/${port.id}`);
    expect(await raised(remove(`/subnets/${subnet}`), path)).to.deep.equal([1]);
  });

  it('are shown, filtered by and sorted by, and never written', async () => {
    const pool = await newPool(api);
    await newMember(api, pool.id, '10.1.0.9');
    const changed = await newMember(api, pool.id, '10.1.0.10');
    await put(`/lb/members/${changed.id}`, { member: { weight: 2 } })();
    const list = async (query: string) => {
      const { body } = await api.one.get(`/lb/members?pool_id=${pool.id}&${query}`);
      return body.members.map((member) => member['revision_number']);
    };
    expect(await list('revision_number=2')).to.deep.equal([2]);
    expect(await list('sort_key=revision_number&sort_dir=desc')).to.deep.equal([2, 1]);
    const refusal = await api.one.put(`/lb/pools/${pool.id}`, { pool: { revision_number: 9 } });
    expect(refusal.status).to.equal(400);
    const body = memberBody(pool.id, '10.1.0.11', { revision_number: 9 });
    expect((await api.one.post('/lb/members', body)).status).to.equal(400);
  });

  it('are announced as Neutron does', async () => {
    for (const alias of ['standard-attr-revisions', 'revision-if-match']) {
      expect((await api.one.get(`/extensions/${alias}`)).status).to.equal(200);
    }
  });

  it('rise without deadlocks where locks are taken in both directions', async () => {
    const monitors = await Promise.all([newMonitor(api), newMonitor(api)]);
    const pools = await Promise.all(Array.from({ length: 6 }, () => newPool(api)));
    const ids = monitors.map(({ id }) => ({ id }));
    const before = await deadlocks();
    const work = pools.flatMap(({ id }, index) => {
      const health_monitors = index % 2 === 0 ? ids : ids.toReversed();
      return [
        api.one.post(`/lb/pools/${id}/health_monitors`, { health_monitors }),
        api.one.put(`/lb/health_monitors/${ids[index % 2]?.id}`, { health_monitor: { delay: 10 + index } }),
        api.one.delete(`/lb/pools/${id}/health_monitors/${ids[1]?.id}`),
        api.one.delete(`/lb/pools/${id}`),
      ];
    });
    const statuses = new Set((await Promise.all(work)).map((answer) => answer.status));
    expect([...statuses].filter((status) => status >= 500)).to.deep.equal([]);
    expect(await deadlocks()).to.equal(before);
  });

  async function deadlocks(): Promise<number> {
    const [row] = await api.query<{ deadlocks: number }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    return row?.deadlocks ?? 0;
  }
});
