import type { DeviceId } from '@lbaas/common/domain';
import { type Clock, ManualClock, createLogger, eventually, systemClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { NotificationListener, UnitOfWork, createConnectionPool } from '../persistence/index.ts';
import {
  placementOf,
  seedAgent,
  seedDevice,
  seedNetwork,
  seedPlacement,
  seedVipPort,
} from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { AgentLoads } from './agent-loads.ts';
import { HAPROXY_ALONE } from '../devices/providers.ts';
import { insertPlacement, startSending } from '../devices/index.ts';
import { type Placed, Placer } from './placer.ts';
import { leastDevices } from './scheduler.ts';
import { WaitingDevices } from './waiting-devices.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

describe('Placer', function () {
  let db: TestDatabase;
  let placer: Placer;

  beforeEach(async () => {
    db = await openTestDatabase();
    placer = newPlacer();
  });
  afterEach(() => db.close());

  const newPlacer = (clock: Clock = systemClock): Placer =>
    new Placer({
      scheduler: leastDevices,
      loads: new AgentLoads(clock),
      providers: HAPROXY_ALONE,
      agentDownAfterMs: 8000,
    });
  const place = (id: DeviceId): Promise<Placed> => db.unitOfWork.transaction((tx) => placer.place(tx, id));
  const ensureFit = (id: DeviceId): Promise<Placed> =>
    db.unitOfWork.transaction((tx) => placer.ensureFit(tx, id));
  const reasonOf = async (id: DeviceId): Promise<string | null | undefined> => {
    const rows = await db.query<{ placement_reason: string | null }>('SELECT * FROM devices WHERE id = $1', [
      id,
    ]);
    return rows[0]?.placement_reason;
  };

  it('gives a device to an eligible agent under the first epoch', async () => {
    await seedAgent(db, { silentForS: 60 });
    const { id: agentId, host } = await seedAgent(db);
    const device = await seedDevice(db);
    expect(await place(device)).to.deep.equal({ kind: 'placed', host });
    expect(await placementOf(db, device, agentId)).to.include({ epoch: 1, wanted: 'idle' });
    expect(await place(device)).to.deep.equal({ kind: 'unchanged' });
  });

  it('says why a device waits, and forgets it when it is placed', async () => {
    await seedAgent(db, { drivers: [] });
    await seedAgent(db, { adminStateUp: false });
    const device = await seedDevice(db);
    const reason = 'no eligible agent among 2: 1 without driver haproxy_ns, 1 administratively down';
    const waiting = await place(device);
    expect(waiting.kind).to.equal('waiting');
    expect((await reasonOf(device))?.split(/[:,] /).toSorted()).to.deep.equal(
      reason.split(/[:,] /).toSorted(),
    );
    await seedAgent(db);
    expect(await place(device)).to.include({ kind: 'placed' });
    expect(await reasonOf(device)).to.equal(null);
  });

  it('asks for the flat networks of the pools and of the VIP', async () => {
    const members = await seedNetwork(db, { physicalNetwork: 'servers' });
    const vip = await seedNetwork(db, { physicalNetwork: 'office' });
    const device = await seedDevice(db, { subnetId: members.subnetId });
    await seedVipPort(db, device, vip.networkId, [{ subnetId: vip.subnetId, ip: '10.1.0.9' }]);
    await seedAgent(db, { networks: ['servers'] });
    expect(await place(device)).to.deep.equal({
      kind: 'waiting',
      reason: 'no eligible agent among 1: 1 out of reach of physical network office',
    });
    const { host } = await seedAgent(db, { networks: ['office', 'servers'] });
    expect(await place(device)).to.include({ kind: 'placed', host });
  });

  it('moves a device whose agent does not reach its VIP, and retires the old placement', async () => {
    const near = await seedAgent(db, { networks: [] });
    const device = await seedDevice(db);
    await seedPlacement(db, device, near.id, { dispatched: 1, observed: 1 });
    expect(await ensureFit(device)).to.deep.equal({ kind: 'unchanged' });
    const vip = await seedNetwork(db, { physicalNetwork: 'office' });
    await seedVipPort(db, device, vip.networkId, [{ subnetId: vip.subnetId, ip: '10.1.0.9' }]);
    const far = await seedAgent(db, { networks: ['office'] });
    expect(await ensureFit(device)).to.deep.equal({ kind: 'placed', host: far.host });
    expect(await placementOf(db, device, near.id)).to.include({ wanted: 'absent', epoch: 1 });
    expect(await placementOf(db, device, far.id)).to.include({ wanted: 'present', epoch: 2 });
  });

  it('gives full agents what runs nothing, and moves it when it gets something to run', async () => {
    const full = await seedAgent(db);
    await db.query('UPDATE agents SET carries = 1');
    await seedPlacement(db, await seedDevice(db), full.id, { dispatched: 1, observed: 1 });
    const device = await seedDevice(db);
    expect(await place(device)).to.deep.equal({ kind: 'placed', host: full.host });
    expect(await ensureFit(device)).to.deep.equal({ kind: 'unchanged' });
    const { networkId, subnetId } = await seedNetwork(db);
    await seedVipPort(db, device, networkId, [{ subnetId, ip: '10.1.0.9' }]);
    await db.unitOfWork.transaction(async (tx) => startSending(tx, device));
    const reason = 'no eligible agent among 1: 1 unable to carry more';
    expect(await ensureFit(device)).to.deep.equal({ kind: 'waiting', reason });
    const other = await seedAgent(db);
    expect(await place(device)).to.deep.equal({ kind: 'placed', host: other.host });
  });

  it('lets a device wait whose agent is deleted while it is chosen', async () => {
    const agent = await seedAgent(db);
    const device = await seedDevice(db);
    await db.unitOfWork.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [device]);
      await db.query('DELETE FROM agents');
      insertPlacement(tx, device, { agentId: agent.id, host: agent.host, isIdle: true });
    });
    expect(await reasonOf(device)).to.equal(`agent ${agent.host} has just been deleted`);
    expect(await placementOf(db, device, agent.id)).to.equal(undefined);
    expect(await db.query('SELECT epoch, realized_generation AS shown FROM devices')).to.deep.equal([
      { epoch: 0, shown: 0 },
    ]);
  });

  it('takes over its own retired placement when a device comes back to its agent', async () => {
    const agent = await seedAgent(db);
    const device = await seedDevice(db);
    await seedPlacement(db, device, agent.id, { wanted: 'absent', epoch: 4, observed: 9, dispatched: 9 });
    await db.query(`UPDATE placements SET created_at = now() - interval '1 day'`);
    expect(await place(device)).to.include({ kind: 'placed' });
    const [since] = await db.query(
      'SELECT created_at > now() - interval $$1 hour$$ AS fresh FROM placements',
    );
    expect(since).to.deep.equal({ fresh: true });
    expect(await placementOf(db, device, agent.id)).to.include({
      wanted: 'present',
      epoch: 5,
      observed_generation: 0,
      dispatched_generation: 0,
    });
  });

  it('takes a device that runs nothing for shown, unless it has been placed before', async () => {
    const agent = await seedAgent(db);
    const fresh = await seedDevice(db, { generation: 3 });
    await place(fresh);
    expect(await placementOf(db, fresh, agent.id)).to.include({
      epoch: 1,
      observed_generation: 3,
      dispatched_generation: 3,
      dispatched_at: null,
    });
    const [shown] = await db.query('SELECT realized_generation FROM devices WHERE id = $1', [fresh]);
    expect(shown).to.deep.equal({ realized_generation: 3 });
    const known = await seedDevice(db);
    await db.query('UPDATE devices SET epoch = 1 WHERE id = $1', [known]);
    await place(known);
    expect(await placementOf(db, known, agent.id)).to.include({
      observed_generation: 0,
      dispatched_generation: 0,
    });
  });

  it('balances concurrent creates that cannot see each other', async () => {
    await Promise.all([seedAgent(db), seedAgent(db), seedAgent(db), seedAgent(db)]);
    const devices = await Promise.all(Array.from({ length: 40 }, () => seedDevice(db)));
    await Promise.all(devices.map((device) => place(device)));
    const counts = await db.query<{ n: number }>('SELECT count(*) AS n FROM placements GROUP BY agent_id');
    expect(counts.length).to.equal(4);
    for (const { n } of counts) expect(n).to.be.within(8, 12);
  });

  it('balances a burst by what it has counted before', async () => {
    const [full] = await Promise.all([seedAgent(db), seedAgent(db)]);
    const [first, ...devices] = await Promise.all(Array.from({ length: 101 }, () => seedDevice(db)));
    await seedPlacement(db, first!, full.id);
    await Promise.all(devices.map((device) => place(device)));
    const counts = await db.query<{ n: number }>('SELECT count(*) AS n FROM placements GROUP BY agent_id');
    expect(counts.length).to.equal(2);
    for (const { n } of counts) expect(n).to.be.within(48, 53);
  });

  it('keeps a plan, and counts all devices for none but the first', async () => {
    await seedAgent(db);
    const devices = await Promise.all(Array.from({ length: 10 }, () => seedDevice(db)));
    // It counts once a second, and this one is long.
    const still = newPlacer(new ManualClock());
    const statements = await db.unitOfWork.transaction(async (tx) => {
      for (const device of devices) await still.place(tx, device);
      return tx.query<{ counts: boolean; planned: number; ready: number }>(
        `SELECT statement LIKE '%counted%' AS counts, custom_plans AS planned, generic_plans AS ready
         FROM pg_prepared_statements WHERE statement LIKE '%FOR UPDATE OF d' ORDER BY 1`,
      );
    });
    expect(statements).to.deep.equal([
      { counts: false, planned: 5, ready: 4 },
      { counts: true, planned: 1, ready: 0 },
    ]);
  });

  describe('WaitingDevices', () => {
    it('places what waits once an agent can take it, with two servers at once', async () => {
      const devices = await Promise.all(Array.from({ length: 50 }, () => seedDevice(db)));
      const gone = await seedDevice(db);
      await db.query('DELETE FROM pools WHERE id = $1', [gone]);
      await db.query('DELETE FROM load_balancers WHERE id = $1', [gone]);
      await db.query('UPDATE devices SET deleting = true WHERE id = $1', [gone]);
      const servers = [await startServer(), await startServer()];
      try {
        await eventually(
          async () => expect(await reasonOf(devices[49]!)).to.equal('no agent has reported yet'),
          {
            withinMs: 10_000,
          },
        );
        await db.unitOfWork.transaction(async (tx) => {
          for (const host of ['one', 'two']) await seedAgent(tx, { host });
          tx.notifyAfterCommit('lbaas_placement');
        });
        await eventually(
          async () => {
            const counts = await db.query<{ n: number }>(
              'SELECT count(*) AS n FROM placements GROUP BY agent_id',
            );
            expect(counts.reduce((sum, row) => sum + row.n, 0)).to.equal(50);
            for (const { n } of counts) expect(n).to.be.within(20, 30);
          },
          { withinMs: 10_000 },
        );
        const epochs = await db.query<{ epoch: number }>(
          'SELECT DISTINCT epoch FROM devices WHERE NOT deleting',
        );
        expect(epochs).to.deep.equal([{ epoch: 1 }]);
        expect(await db.query('SELECT 1 FROM devices WHERE id = $1', [gone])).to.deep.equal([]);
      } finally {
        await Promise.all(servers.map((stop) => stop()));
      }
    });

    async function startServer(): Promise<() => Promise<void>> {
      const pool = createConnectionPool({ url: db.url, poolSize: 4 });
      const notifications = new NotificationListener({ url: db.url, logger });
      const waiting = new WaitingDevices({
        unitOfWork: new UnitOfWork({ pool }),
        placer: newPlacer(),
        notifications,
        agentDownAfterMs: 8000,
        logger,
        pollMs: 60_000,
      });
      notifications.start();
      waiting.start();
      return async () => {
        await waiting.stop();
        await notifications.stop();
        await pool.end();
      };
    }
  });
});
