import { randomUUID } from 'node:crypto';
import { LogicalDeviceSchema } from '@lbaas/common/contract';
import { expect } from 'chai';
import { Compile } from 'typebox/compile';
import {
  bumpGeneration,
  clearDispatchReason,
  endDelaysFor,
  retirePlacements,
  returnClaim,
} from '../devices/index.ts';
import { placementOf, seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { HAPROXY_ALONE } from '../devices/providers.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type Claim, claimDue } from './claim-due.ts';
import { DUE, placementsToScan } from './due-sql.ts';
import { recordUnsent, recordWaiting } from './claim-outcome.ts';

const HOUR_MS = 3_600_000;
/** In hours: what happens does not hang on how long a test takes. */
const settings = { overdueBaseMs: 4 * HOUR_MS, overdueCapMs: 60 * HOUR_MS, agentDownAfterMs: 8 * HOUR_MS };
const device = Compile(LogicalDeviceSchema);

describe('claimDue', () => {
  let db: TestDatabase;

  beforeEach(async () => {
    db = await openTestDatabase();
  });
  afterEach(() => db.close());

  const claim = (limit = 100, scope: 'recent' | 'all' = 'all'): Promise<readonly Claim[]> =>
    db.unitOfWork.statements((tx) => claimDue(tx, { ...settings, limit, scope, providers: HAPROXY_ALONE }));
  const bump = (id: string): Promise<number> => db.unitOfWork.transaction((tx) => bumpGeneration(tx, id));
  const age = (hours: number): Promise<unknown> =>
    db.query(`UPDATE placements SET dispatched_at = dispatched_at - $1 * interval '1 h'`, [hours]);

  async function placed(seed: Parameters<typeof seedPlacement>[3] = {}) {
    const agent = await seedAgent(db);
    const deviceId = await seedDevice(db);
    await seedPlacement(db, deviceId, agent.id, seed);
    return { agent, deviceId };
  }

  it('takes what is behind, once, with its snapshot', async () => {
    const { agent, deviceId } = await placed({ epoch: 2 });
    const [first, ...more] = await claim();
    expect(more).to.deep.equal([]);
    expect(first).to.deep.include({ deviceId, host: agent.host, epoch: 2, generation: 1, attempts: 1 });
    expect(first?.requestId).to.equal('req-seed');
    if (first?.order.kind !== 'deploy') throw new Error('expected a deployment');
    expect(device.Errors(first.order.device)).to.deep.equal([]);
    expect(first.order.device).to.include({ device_id: deviceId, epoch: 2, generation: 1 });
    expect(await claim()).to.deep.equal([]);
    await bump(deviceId);
    expect((await claim())[0]).to.include({ generation: 2, attempts: 1 });
  });

  it('asks a disabled agent for what it holds back from others, and for nothing else', async () => {
    const { agent, deviceId } = await placed({ dispatched: 1, observed: 0 });
    const quiet = await seedDevice(db);
    await seedPlacement(db, quiet, agent.id, { dispatched: 1, observed: 0 });
    await db.query('UPDATE agents SET admin_state_up = false');
    await db.query('UPDATE placements SET dispatched_generation = 0');
    expect(await claim()).to.deep.equal([]);
    await db.query(
      `INSERT INTO address_holds (network_id, ip_address, device_id, generation)
       VALUES (gen_random_uuid(), '10.0.0.7', $1, 2)`,
      [deviceId],
    );
    const claims = await claim();
    expect(claims.map(({ order, ...claimed }) => [claimed.deviceId, order])).to.deep.equal([
      [deviceId, { kind: 'undeploy' }],
    ]);
    expect(await claim()).to.deep.equal([]);
    await age(5);
    expect(await claim()).to.have.length(1);
    await db.query('UPDATE agents SET admin_state_up = true');
    await db.query('UPDATE placements SET dispatched_generation = 0');
    expect((await claim()).map(({ order }) => order.kind)).to.deep.equal(['deploy', 'deploy']);
  });

  it('sees every change at a wake-up without looking at what rests', async () => {
    const { deviceId, agent } = await placed();
    expect(await claim(9, 'recent')).to.have.length(1);
    await bump(deviceId);
    expect(await claim(9, 'recent')).to.have.length(1);
    await db.query(`UPDATE devices SET changed_at = now() - interval '1 h'`);
    await db.unitOfWork.transaction((tx) => retirePlacements(tx, deviceId));
    expect((await claim(9, 'recent'))[0]?.order).to.deep.equal({ kind: 'undeploy' });
    await age(5);
    expect(await claim(9, 'recent')).to.deep.equal([]);
    expect(await claim(9, 'all')).to.have.length(1);
    expect(await placementOf(db, deviceId, agent.id)).to.include({ attempts: 2 });
  });

  it('does not read every placement at a wake-up', async () => {
    const { agent } = await placed({ dispatched: 1, observed: 1 });
    await db.query(
      `INSERT INTO devices (id, kind, project_id, provider, changed_at)
       SELECT gen_random_uuid(), 'load_balancer', 'p', 'haproxy', now() - interval '1 h' FROM generate_series(1, 3000)`,
    );
    await db.query(
      `INSERT INTO placements (device_id, agent_id, epoch, wanted, dispatched_generation, observed_generation)
       SELECT id, $1, 1, 'present', 1, 1 FROM devices ON CONFLICT DO NOTHING`,
      [agent.id],
    );
    await db.query('ANALYZE');
    const plan = await db.query<object>(
      `EXPLAIN SELECT 1 FROM ${placementsToScan('recent')} WHERE ${DUE.replaceAll(/\$\d/g, '8000')}`,
    );
    expect(plan.map((row) => Object.values(row)[0]).join('\n')).not.to.contain('Seq Scan on placements');
  });

  it('repeats what is neither confirmed nor failed, later each time', async () => {
    const { deviceId, agent } = await placed();
    await claim();
    await age(3);
    expect(await claim()).to.deep.equal([]);
    await age(2);
    expect((await claim())[0]).to.include({ attempts: 2 });
    await age(5);
    expect(await claim()).to.deep.equal([]);
    await age(5);
    expect((await claim())[0]).to.include({ attempts: 3 });
    await age(3600);
    await db.query('UPDATE placements SET failed_generation = 1');
    expect(await claim()).to.deep.equal([]);
    await db.query('UPDATE placements SET failed_generation = 0, observed_generation = 1');
    expect(await claim()).to.deep.equal([]);
    expect(await placementOf(db, deviceId, agent.id)).to.include({ attempts: 3 });
  });

  it('does not repeat to a silent agent, but tells it what is new', async () => {
    const { deviceId } = await placed();
    await claim();
    await age(3600);
    await db.query(`UPDATE agents SET heartbeat_at = now() - interval '60 h'`);
    expect(await claim()).to.deep.equal([]);
    await bump(deviceId);
    expect(await claim()).to.have.length(1);
  });

  it('sends a disabled agent only what to take down', async () => {
    const { deviceId, agent } = await placed();
    await db.query('UPDATE agents SET admin_state_up = false');
    expect(await claim()).to.deep.equal([]);
    await db.unitOfWork.transaction((tx) => retirePlacements(tx, deviceId));
    expect((await claim())[0]?.order).to.deep.equal({ kind: 'undeploy' });
    expect(await placementOf(db, deviceId, agent.id)).to.include({ wanted: 'absent' });
  });

  it('asks to take down once, again when overdue, and not at each edit of a device that lives on', async () => {
    const { deviceId } = await placed({ wanted: 'absent' });
    expect((await claim())[0]?.order).to.deep.equal({ kind: 'undeploy' });
    await bump(deviceId);
    expect(await claim()).to.deep.equal([]);
    await age(5);
    expect((await claim())[0]).to.include({ attempts: 2 });
  });

  it('takes down a device that is being deleted even where nobody reset its placement', async () => {
    const { deviceId } = await placed({ dispatched: 1, observed: 1 });
    await db.query(`UPDATE placements SET wanted = 'absent'`);
    await db.query('UPDATE devices SET deleting = true, generation = 2 WHERE id = $1', [deviceId]);
    expect((await claim())[0]?.order).to.deep.equal({ kind: 'undeploy' });
  });

  it('gives two servers different rows and never the same', async () => {
    for (let i = 0; i < 30; i += 1) await placed();
    const rounds = await Promise.all(Array.from({ length: 8 }, () => claim(10)));
    const ids = rounds.flat().map((one) => one.deviceId);
    expect(new Set(ids).size).to.equal(ids.length);
    ids.push(...(await claim()).map((one) => one.deviceId));
    expect(new Set(ids).size).to.equal(30);
    expect(ids).to.have.length(30);
  });

  it('holds a device until the old host of its address has let go', async () => {
    const holder = await placed({ dispatched: 4, observed: 4 });
    const waiting = await placed();
    await db.query(
      `INSERT INTO address_holds (network_id, ip_address, device_id, generation)
         VALUES ($1, $2, $3, 5)`,
      [randomUUID(), '10.1.0.9', holder.deviceId],
    );
    await db.query('UPDATE devices SET generation = 5 WHERE id = $1', [holder.deviceId]);
    await db.query('UPDATE devices SET after_device_id = $2, after_generation = 5 WHERE id = $1', [
      waiting.deviceId,
      holder.deviceId,
    ]);
    expect((await claim()).map((one) => one.deviceId)).to.deep.equal([holder.deviceId]);
    await db.unitOfWork.statements((tx) => recordWaiting(tx, settings));
    const row = await placementOf(db, waiting.deviceId, waiting.agent.id);
    expect(row?.dispatch_reason).to.contain(`held by load balancer ${holder.deviceId}`);
    await db.query('UPDATE placements SET observed_generation = 5 WHERE device_id = $1', [holder.deviceId]);
    expect((await claim()).map((one) => one.deviceId)).to.deep.equal([waiting.deviceId]);
  });

  it('holds nothing for a device that is gone', async () => {
    const waiting = await placed();
    await db.query('UPDATE devices SET after_device_id = $2, after_generation = 5 WHERE id = $1', [
      waiting.deviceId,
      randomUUID(),
    ]);
    expect(await claim()).to.have.length(1);
  });

  it('takes a failed publish back, with a reason, until the broker is there again', async () => {
    const { deviceId, agent } = await placed();
    const [sent] = await claim();
    await db.unitOfWork.statements((tx) => returnClaim(tx, sent!, { reason: 'no broker', delayMs: 60_000 }));
    const row = await placementOf(db, deviceId, agent.id);
    expect(row).to.include({ dispatched_generation: 0, attempts: 1, dispatch_reason: 'no broker' });
    expect(await claim()).to.deep.equal([]);
    await db.unitOfWork.statements((tx) => endDelaysFor(tx, ['no broker']));
    const [again] = await claim();
    expect(again).to.include({ attempts: 2, dispatchReason: 'no broker' });
    await db.unitOfWork.statements((tx) => clearDispatchReason(tx, again!));
    expect(await placementOf(db, deviceId, agent.id)).to.include({ dispatch_reason: null });
  });

  it('does not take back what was placed or claimed again meanwhile', async () => {
    const { deviceId, agent } = await placed();
    const [sent] = await claim();
    await bump(deviceId);
    await claim();
    await db.unitOfWork.statements((tx) => returnClaim(tx, sent!, { reason: 'late news', delayMs: 0 }));
    expect(await placementOf(db, deviceId, agent.id)).to.include({
      dispatched_generation: 2,
      dispatch_reason: null,
    });
  });

  it('says why nothing is sent only of what is due, and only once', async () => {
    const due = await placed();
    const done = await placed({ dispatched: 1, observed: 1 });
    const xmin = async (): Promise<unknown> => db.query('SELECT xmin FROM placements ORDER BY device_id');
    await db.unitOfWork.statements((tx) => recordUnsent(tx, 'no broker', settings));
    const before = await xmin();
    await db.unitOfWork.statements((tx) => recordUnsent(tx, 'no broker', settings));
    expect(await xmin()).to.deep.equal(before);
    expect((await placementOf(db, due.deviceId, due.agent.id))?.dispatch_reason).to.equal('no broker');
    expect((await placementOf(db, done.deviceId, done.agent.id))?.dispatch_reason).to.equal(null);
  });
});
