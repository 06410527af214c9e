import type { AgentId } from '@lbaas/common/domain';
import { expect } from 'chai';
import { UNTIL_PLAN_IS_KEPT, neverAnalyse, rowsReadBy, seedUnanalysed } from '../testing/rows-read.ts';
import { seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { recordReports } from './record-reports.ts';

const DEVICES = 1000;

describe('the statements of a report', () => {
  let db: TestDatabase;
  let agentId: AgentId;

  before(async () => {
    db = await openTestDatabase(1);
    await neverAnalyse(db);
    ({ id: agentId } = await seedAgent(db, { host: 'host-a' }));
  });
  after(() => db.close());

  async function report(): Promise<number> {
    const device = await seedDevice(db);
    await seedPlacement(db, device, agentId, { dispatched: 1 });
    return rowsReadBy(db, (tx) =>
      recordReports(tx, [
        {
          host: 'host-a',
          device_id: device,
          epoch: 1,
          generation: 1,
          observed_generation: 1,
          outcome: 'done',
          how: 'start',
          error: null,
          duration_ms: 12,
          at: '2026-01-01T00:00:01.000Z',
        },
      ]),
    );
  }

  it('read what the report is about, also with plans from when the tables were small', async () => {
    for (let n = 0; n < UNTIL_PLAN_IS_KEPT; n++) await report();
    await seedUnanalysed(db, agentId, DEVICES);
    expect(await report()).to.be.below(DEVICES / 10);
  });
});
