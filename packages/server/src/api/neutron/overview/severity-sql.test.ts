import { expect } from 'chai';
import { type TestDatabase, openTestDatabase } from '../../../testing/test-database.ts';
import { LOAD_BALANCERS } from './load-balancer-view.ts';

interface Line {
  readonly 'QUERY PLAN': string;
}

describe('the severity of load balancers', () => {
  let db: TestDatabase;

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());

  it('finds whether a member takes connections in an index of such members alone', async () => {
    const plan = await db.unitOfWork.transaction(async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      return await tx.query<Line>(`EXPLAIN SELECT sv.severity FROM ${LOAD_BALANCERS}`);
    });
    const uses = plan.map((line) => line['QUERY PLAN']).filter((line) => / members [st]m /.test(line));
    expect(uses).to.have.length(2);
    for (const use of uses) expect(use).to.contain('using members_taking');
  });
});
