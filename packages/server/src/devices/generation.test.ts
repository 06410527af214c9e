import { expect } from 'chai';
import { UNTIL_PLAN_IS_KEPT, neverAnalyse, rowsReadBy, seedUnanalysed } from '../testing/rows-read.ts';
import { seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { bumpGeneration } from './generation.ts';

const DEVICES = 1000;

describe('raising a generation', () => {
  let db: TestDatabase;

  before(async () => {
    db = await openTestDatabase(1);
    await neverAnalyse(db);
  });
  after(() => db.close());

  it('reads what it changes, also with a plan from when the tables were small', async () => {
    const { id: agentId } = await seedAgent(db);
    const device = await seedDevice(db);
    await seedPlacement(db, device, agentId);
    const raise = (): Promise<number> => rowsReadBy(db, (tx) => bumpGeneration(tx, device));
    for (let times = 0; times < UNTIL_PLAN_IS_KEPT; times += 1) await raise();
    await seedUnanalysed(db, agentId, DEVICES);
    expect(await raise()).to.be.below(DEVICES / 10);
  });
});
