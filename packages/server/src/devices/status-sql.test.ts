import { randomUUID } from 'node:crypto';
import { MEMBER_HEALTHS, deriveStatus } from '@lbaas/common/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { deviceJoins, statusSql } from './status-sql.ts';

const MEMBER = {
  deviceId: 'po.load_balancer_id',
  memberId: 'm.id',
  adminStateUp: 'm.admin_state_up',
  createdGeneration: 'm.created_generation',
  changedGeneration: 'm.changed_generation',
};

const STATUS = `
SELECT ${statusSql(MEMBER)} AS status FROM members m JOIN pools po ON po.id = m.pool_id ${deviceJoins(MEMBER)}
WHERE m.id = $1`;

const small = fc.integer({ min: 0, max: 4 });
const FACTS = fc.record({
  adminStateUp: fc.boolean(),
  createdGeneration: small,
  changedGeneration: small,
  observedGeneration: small,
  realizedGeneration: small,
  failedGeneration: small,
  agentAdminStateUp: fc.boolean(),
  health: fc.option(fc.constantFrom(...MEMBER_HEALTHS), { nil: undefined }),
  wanted: fc.constantFrom('present' as const, 'idle' as const, 'absent' as const),
});
type Facts = typeof FACTS extends fc.Arbitrary<infer T> ? T : never;

describe('statusSql', function () {
  this.timeout(60_000);
  let db: TestDatabase;
  const member = randomUUID();

  before(async () => {
    db = await openTestDatabase(2);
    const device = await seedDevice(db);
    await seedPlacement(db, device, (await seedAgent(db)).id);
    await db.query(
      `INSERT INTO members (id, project_id, pool_id, address, protocol_port, weight, admin_state_up,
         created_generation, changed_generation)
       VALUES ($1, 'p', $2, '10.1.0.1', 80, 1, true, 1, 1)`,
      [member, device],
    );
    await db.query(
      `INSERT INTO member_health (member_id, epoch, health, changed_at, reported_at)
       VALUES ($1, 1, 'up', now(), now())`,
      [member],
    );
  });
  after(() => db.close());

  /** Health under another epoch than the placement's is nobody's. */
  async function make(facts: Facts): Promise<void> {
    const { adminStateUp, createdGeneration, changedGeneration, health, wanted } = facts;
    await db.query(
      'UPDATE members SET admin_state_up = $1, created_generation = $2, changed_generation = $3',
      [adminStateUp, createdGeneration, changedGeneration],
    );
    await db.query('UPDATE devices SET realized_generation = $1', [facts.realizedGeneration]);
    await db.query('UPDATE placements SET wanted = $1, observed_generation = $2, failed_generation = $3', [
      wanted,
      facts.observedGeneration,
      facts.failedGeneration,
    ]);
    await db.query('UPDATE agents SET admin_state_up = $1', [facts.agentAdminStateUp]);
    await db.query('UPDATE member_health SET health = $1, epoch = $2', [
      health ?? 'down',
      health === undefined ? 7 : 1,
    ]);
  }

  it('is deriveStatus', async () => {
    await fc.assert(
      fc.asyncProperty(FACTS, async (facts) => {
        await make(facts);
        const { wanted, health, ...numbers } = facts;
        const placed = wanted !== 'absent';
        const expected = deriveStatus({
          ...numbers,
          ...(placed ? {} : { observedGeneration: 0, failedGeneration: 0, agentAdminStateUp: true }),
          ...(placed && health !== undefined ? { health } : {}),
        });
        expect(await db.query(STATUS, [member])).to.deep.equal([{ status: expected }]);
      }),
      { numRuns: 150 },
    );
  });
});
