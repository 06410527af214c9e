import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { readDeviceStates } from './read-device-states.ts';

describe('readDeviceStates', () => {
  let db: TestDatabase;

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());

  it('gives each device that is there with its objects and the placement that has to run it', async () => {
    const [agent, former] = [await seedAgent(db), await seedAgent(db)];
    const [placed, waiting] = [await seedDevice(db), await seedDevice(db)];
    await seedPlacement(db, placed, former.id, { epoch: 1, wanted: 'absent', observed: 9 });
    await seedPlacement(db, placed, agent.id, { epoch: 2, observed: 3, failed: 4 });
    await db.query(`UPDATE devices SET placement_reason = 'no agent' WHERE id = $1`, [waiting]);
    const states = await db.unitOfWork.statements((tx) =>
      readDeviceStates(tx, { devices: [placed, waiting, randomUUID()] }),
    );
    expect([...states.keys()]).to.have.members([placed, waiting]);
    const facts = { failure: null, dispatch_reason: null, incident: null };
    expect(states.get(placed)).to.deep.include({
      placement: { ...facts, observed: 3, failed: 4 },
      placement_epoch: 2,
      has_vip: false,
      idle_remark: 'the pool has no VIP: nothing is served',
      waiting: { epoch: 2, reason: null },
    });
    expect(states.get(waiting)).to.deep.include({
      placement: null,
      waiting: { epoch: 0, reason: 'no agent' },
    });
    expect(states.get(waiting)?.objects.map(({ type, id }) => [type, id])).to.deep.equal([['pool', waiting]]);
  });

  it('gives only the objects that are asked for', async () => {
    const [device, other] = [await seedDevice(db), await seedDevice(db)];
    const states = await db.unitOfWork.statements((tx) =>
      readDeviceStates(tx, { devices: [device, other], objects: [other] }),
    );
    expect([...states.values()].map(({ objects }) => objects.length)).to.have.members([0, 1]);
  });

  it('keeps its plan', async () => {
    const device = await seedDevice(db);
    const [plans] = await db.unitOfWork.transaction(async (tx) => {
      for (let round = 0; round < 8; round += 1) await readDeviceStates(tx, { devices: [device] });
      return tx.query<{ ownPlans: number }>(
        `SELECT custom_plans AS "ownPlans" FROM pg_prepared_statements
         WHERE statement LIKE '%placement_facts%' AND statement NOT LIKE '%pg_prepared_statements%'`,
      );
    });
    expect(plans?.ownPlans).to.equal(5);
  });
});
