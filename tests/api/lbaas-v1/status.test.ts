import { MEMBER_HEALTHS, deriveStatus } from '@lbaas/common/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { show } from '../support/lbaas-v1-client.ts';
import {
  type LbaasApi,
  associate,
  newMember,
  newMonitor,
  newPool,
  newVip,
  startLbaasApi,
} from '../support/lbaas-v1-fixture.ts';

describe('status', () => {
  let api: LbaasApi;

  beforeEach(async () => {
    api = await startLbaasApi();
  });
  afterEach(() => api.stop());

  const statusOf = async (path: string) => {
    const { status, status_description: why } = await show(api.one, path);
    return [status, why];
  };

  it('says why nobody takes the pool, and changes once somebody does', async () => {
    const pool = await newPool(api);
    expect(pool.status).to.equal('PENDING_CREATE');
    expect(pool.status_description).to.match(/no .*agent/i);
    const stale = await api.agent({ host: 'away', silentForS: 60 });
    await api.query(
      `INSERT INTO placements (device_id, agent_id, epoch, wanted) VALUES ($1, $2, 1, 'present')`,
      [pool.id, stale.id],
    );
    await api.query('UPDATE devices SET epoch = 1');
    const [status, why] = await statusOf(`/lb/pools/${pool.id}`);
    expect(status).to.equal('PENDING_CREATE');
    expect(why).to.match(/^agent away has not reported for 6\d s$/);
  });

  it('follows a pool from its creation over changes and failures', async () => {
    await api.agent({ host: 'host-a' });
    const path = `/lb/pools/${(await newPool(api)).id}`;
    const id = path.slice('/lb/pools/'.length);
    await api.report(id);
    expect(await statusOf(path)).to.deep.equal(['ACTIVE', 'the pool has no VIP: nothing is served']);
    await newVip(api, id);
    expect(await statusOf(path)).to.deep.equal(['ACTIVE', '']);
    await api.one.put(path, { pool: { lb_method: 'SOURCE_IP' } });
    expect((await statusOf(path))[0]).to.equal('PENDING_UPDATE');
    const generation = await api.generationOf(id);
    await api.report(id, { observed: generation - 1, failed: generation, error: 'ALERT: no' });
    expect(await statusOf(path)).to.deep.equal(['ERROR', 'ALERT: no (agent host-a)']);
    await api.one.put(path, { pool: { lb_method: 'ROUND_ROBIN' } });
    expect((await statusOf(path))[0]).to.equal('PENDING_UPDATE');
    await api.one.put(path, { pool: { admin_state_up: false } });
    await api.report(id);
    expect(await statusOf(path)).to.deep.equal(['DISABLED', 'administratively down']);
  });

  it('of a pool tells that what it has lost may still be served', async () => {
    await api.agent();
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.201');
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    await api.report(pool.id);
    const path = `/lb/pools/${pool.id}`;
    const losses = [
      `/lb/members/${member.id}`,
      `${path}/health_monitors/${monitor.id}`,
      `/lb/vips/${vip.id}`,
    ];
    for (const loss of losses) {
      expect((await statusOf(path))[0], loss).to.equal('ACTIVE');
      expect((await api.one.delete(loss)).status).to.equal(204);
      expect((await statusOf(path))[0], loss).to.equal('PENDING_UPDATE');
      await api.report(pool.id);
    }
  });

  it('leaves what was not touched ACTIVE when a change fails', async () => {
    await api.agent();
    const pool = await newPool(api);
    const old = await newMember(api, pool.id, '10.1.0.201');
    await api.report(pool.id);
    const fresh = await newMember(api, pool.id, '10.1.0.202');
    const generation = await api.generationOf(pool.id);
    await api.report(pool.id, { observed: generation - 1, failed: generation, error: 'x' });
    expect((await statusOf(`/lb/members/${old.id}`))[0]).to.equal('ACTIVE');
    expect((await statusOf(`/lb/members/${fresh.id}`))[0]).to.equal('ERROR');
  });

  it('of a member follows its health check, as far as the present agent reports it', async () => {
    await api.agent();
    const pool = await newPool(api);
    await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.201');
    await api.report(pool.id);
    const path = `/lb/members/${member.id}`;
    await api.query(`INSERT INTO member_health VALUES ($1, 1, 'down', 'L4CON in 1ms', now(), now())`, [
      member.id,
    ]);
    expect(await statusOf(path)).to.deep.equal(['INACTIVE', 'health check failed: L4CON in 1ms']);
    await api.query(`UPDATE member_health SET health = 'up'`);
    expect(await statusOf(path)).to.deep.equal(['ACTIVE', '']);
    await api.query(`UPDATE member_health SET health = 'down'`);
    await api.query('UPDATE placements SET epoch = 2');
    await api.query('UPDATE devices SET epoch = 2');
    expect(await statusOf(path)).to.deep.equal(['ACTIVE', '']);
  });

  it('says which agent is silent while the last known state stands', async () => {
    const agent = await api.agent({ host: 'host-a' });
    const pool = await newPool(api);
    await api.report(pool.id);
    await api.query(`UPDATE agents SET heartbeat_at = now() - interval '60 s' WHERE id = $1`, [agent.id]);
    const [status, why] = await statusOf(`/lb/pools/${pool.id}`);
    expect(status).to.equal('ACTIVE');
    expect(why).to.match(/^last known state; agent host-a has not reported for 6\d s$/);
  });

  it('is there for each association', async () => {
    await api.agent();
    const pool = await newPool(api);
    const monitor = await newMonitor(api, { admin_state_up: false });
    await associate(api, pool.id, monitor.id);
    await api.report(pool.id);
    const [entry] = (await show(api.one, `/lb/pools/${pool.id}`)).health_monitors_status;
    expect(entry).to.include({ monitor_id: monitor.id, status: 'DISABLED' });
    const [other] = (await show(api.one, `/lb/health_monitors/${monitor.id}`)).pools;
    expect(other).to.include({ pool_id: pool.id, status: 'DISABLED' });
  });

  it('is the same in SQL, where lists filter and sort by it', async () => {
    await api.agent();
    const pool = await newPool(api);
    const member = await newMember(api, pool.id, '10.1.0.201');
    await api.query(`INSERT INTO member_health VALUES ($1, 1, 'up', NULL, now(), now())`, [member.id]);
    const small = fc.integer({ min: 0, max: 4 });
    const facts = fc.record({
      adminStateUp: fc.boolean(),
      createdGeneration: small,
      changedGeneration: small,
      observedGeneration: small,
      realizedGeneration: small,
      failedGeneration: small,
      health: fc.option(fc.constantFrom(...MEMBER_HEALTHS), { nil: undefined }),
      wanted: fc.constantFrom('present' as const, 'idle' as const, 'absent' as const),
    });
    await fc.assert(
      fc.asyncProperty(facts, async ({ wanted, health, ...numbers }) => {
        const placed = wanted !== 'absent';
        await api.query(
          'UPDATE members SET admin_state_up = $1, created_generation = $2, changed_generation = $3',
          [numbers.adminStateUp, numbers.createdGeneration, numbers.changedGeneration],
        );
        await api.query('UPDATE devices SET realized_generation = $1', [numbers.realizedGeneration]);
        await api.query(
          'UPDATE placements SET wanted = $1, observed_generation = $2, failed_generation = $3',
          [wanted, numbers.observedGeneration, numbers.failedGeneration],
        );
        await api.query('UPDATE member_health SET health = $1, epoch = $2', [
          health ?? 'down',
          health ? 1 : 7,
        ]);
        const unplaced = { observedGeneration: 0, failedGeneration: 0 };
        const expected = deriveStatus({
          ...numbers,
          ...(placed ? {} : unplaced),
          ...(placed && health !== undefined ? { health } : {}),
        });
        expect((await show(api.one, `/lb/members/${member.id}`)).status).to.equal(expected);
        const found = await api.one.get(`/lb/members?status=${expected}&fields=id`);
        expect(found.body.members).to.deep.equal([{ id: member.id }]);
        const others = await api.one.get(`/lb/members?status=X${expected}`);
        expect(others.body.members).to.deep.equal([]);
      }),
      { numRuns: 150 },
    );
  });
});
