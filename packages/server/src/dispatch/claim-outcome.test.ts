import { expect } from 'chai';
import { neverAnalyse, rowsReadBy, seedUnanalysed } from '../testing/rows-read.ts';
import { seedAgent } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { recordWaiting } from './claim-outcome.ts';

const DEVICES = 1000;

describe('recordWaiting', () => {
  let db: TestDatabase;

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());

  it('looks at no device when nothing holds an address', async () => {
    await neverAnalyse(db);
    const agent = await seedAgent(db);
    await seedUnanalysed(db, agent.id, DEVICES);
    expect(await rowsReadBy(db, (tx) => recordWaiting(tx, { agentDownAfterMs: 8000 }))).to.be.below(
      DEVICES / 10,
    );
  });
});
