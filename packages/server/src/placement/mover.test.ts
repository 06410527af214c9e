import type { AgentId, DeviceId } from '@lbaas/common/domain';
import { expect } from 'chai';
import { HAPROXY_ALONE } from '../devices/providers.ts';
import { takeBack } from '../devices/index.ts';
import { placementOf, seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { Mover } from './mover.ts';
import { leastDevices } from './scheduler.ts';

describe('Mover', function () {
  this.timeout(30_000);
  let db: TestDatabase;
  let from: { agentId: AgentId; host: string };
  const mover = new Mover({ scheduler: leastDevices, providers: HAPROXY_ALONE, agentDownAfterMs: 8000 });

  beforeEach(async () => {
    db = await openTestDatabase();
    const dead = await seedAgent(db, { silentForS: 60 });
    from = { agentId: dead.id, host: dead.host };
  });
  afterEach(() => db.close());

  const move = (batch = {}, isFenced = true) =>
    db.unitOfWork.transaction((tx) => {
      const away = { from, why: 'of a test', isFenced, requestId: 'req-test' };
      return mover.moveBatch(tx, away, { after: undefined, limit: 100, ...batch });
    });
  async function shown(generation = 2): Promise<DeviceId> {
    const device = await seedDevice(db, { generation });
    await seedPlacement(db, device, from.agentId, { dispatched: generation, observed: generation });
    return device;
  }

  it('gives what is on an agent to others, under the next epoch, and fences what it leaves behind', async () => {
    const device = await shown();
    const next = await seedAgent(db);
    expect((await move()).moved).to.deep.equal([{ deviceId: device, agentId: next.id, host: next.host }]);
    expect(await placementOf(db, device, from.agentId)).to.include({
      wanted: 'absent',
      fenced: true,
      epoch: 1,
      observed_generation: 2,
      dispatched_generation: 0,
    });
    expect(await placementOf(db, device, next.id)).to.include({
      wanted: 'present',
      fenced: false,
      epoch: 2,
      observed_generation: 0,
      moved_from: from.host,
      moved_why: 'of a test',
    });
    const entries = await db.query(
      'SELECT request_id, action, resource_type, resource_id, body FROM audit_log',
    );
    expect(entries).to.deep.equal([
      {
        request_id: 'req-test',
        action: 'update',
        resource_type: 'pool',
        resource_id: device,
        body: { moved: { from: from.host, to: next.host, why: 'of a test' } },
      },
    ]);
    expect((await move()).moved).to.deep.equal([]);
  });

  it('leaves an idle placement idle, as its host has nothing of it', async () => {
    const device = await seedDevice(db);
    await seedPlacement(db, device, from.agentId, { wanted: 'idle', dispatched: 1, observed: 1 });
    const next = await seedAgent(db);
    await move();
    expect(await placementOf(db, device, from.agentId)).to.equal(undefined);
    expect(await placementOf(db, device, next.id)).to.include({
      wanted: 'idle',
      observed_generation: 1,
      epoch: 2,
    });
  });

  it('sends an idle placement that has fallen behind its device', async () => {
    const device = await seedDevice(db, { generation: 2 });
    await seedPlacement(db, device, from.agentId, { wanted: 'idle', dispatched: 1, observed: 1 });
    const next = await seedAgent(db);
    await move();
    expect(await placementOf(db, device, next.id)).to.include({ wanted: 'present', observed_generation: 0 });
  });

  it('leaves where it is what nobody can take, and says so', async () => {
    const device = await shown();
    await seedAgent(db, { cordoned: true });
    const { moved, stuck } = await move();
    expect(moved).to.deep.equal([]);
    expect(stuck).to.deep.equal([{ deviceId: device, reason: 'no eligible agent among 1: 1 cordoned' }]);
    expect(await placementOf(db, device, from.agentId)).to.include({ wanted: 'present', epoch: 1 });
  });

  it('goes on from batch to batch, and leaves out what is deleted', async () => {
    const devices = [await shown(), await shown(), await shown()].toSorted();
    await db.query('UPDATE devices SET deleting = true WHERE id = $1', [devices[1]]);
    await seedAgent(db);
    const first = await move({ limit: 1 });
    expect(first.moved.map(({ deviceId }) => deviceId)).to.deep.equal([devices[0]]);
    const second = await move({ limit: 1, after: first.next });
    expect(second.moved.map(({ deviceId }) => deviceId)).to.deep.equal([devices[2]]);
    expect((await move({ limit: 1, after: second.next })).next).to.equal(undefined);
  });

  it('gives back only what is fenced and nobody else has shown', async () => {
    const [served, started, retired] = [await shown(), await shown(), await shown()];
    const next = await seedAgent(db);
    await move();
    await db.query('UPDATE placements SET observed_generation = 2 WHERE device_id = $1 AND agent_id = $2', [
      started,
      next.id,
    ]);
    await db.query('UPDATE placements SET fenced = false WHERE device_id = $1 AND agent_id = $2', [
      retired,
      from.agentId,
    ]);
    const back = await db.unitOfWork.transaction((tx) => takeBack(tx, from.agentId, 'it is back'));
    expect(back).to.deep.equal([served]);
    expect(await placementOf(db, served, from.agentId)).to.include({
      wanted: 'present',
      fenced: false,
      epoch: 3,
      observed_generation: 2,
      dispatched_generation: 0,
      moved_from: next.host,
      moved_why: 'it is back',
    });
    expect(await placementOf(db, served, next.id)).to.include({ wanted: 'absent', fenced: false, epoch: 2 });
    expect(await placementOf(db, started, next.id)).to.include({ wanted: 'present', epoch: 2 });
  });
});
