import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import type { UnitOfWork } from '../persistence/index.ts';
import { DatabaseClock } from './index.ts';

const HOUR_MS = 3_600_000;
const WITHIN = { withinMs: 10_000, everyMs: 20 };

/** Moves between two rounds only, in each of which it is read twice. */
class SteppedClock {
  #nowMs = 0;
  #stepMs = 0;
  #readings = 0;
  /** Of the machine, which is that of the database. */
  aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  monotonicMs(): number {
    this.#readings += 1;
    if (this.#readings % 2 === 1) {
      this.#nowMs += this.#stepMs;
      this.#stepMs = 0;
    }
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#stepMs = ms;
  }
}

describe('DatabaseClock', () => {
  let database: TestDatabase;
  let clock: SteppedClock;
  let watch: DatabaseClock;
  let lines: string[];
  let [rounds, pulls] = [0, 0];

  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  beforeEach(async () => {
    lines = [];
    clock = new SteppedClock();
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ name: 'test', level: 'info', destination });
    const counted: Pick<UnitOfWork, 'statements' | 'transaction'> = {
      statements: (work) => {
        rounds += 1;
        return database.unitOfWork.statements(work);
      },
      transaction: (work) => {
        pulls += 1;
        return database.unitOfWork.transaction(work);
      },
    };
    watch = new DatabaseClock({ unitOfWork: counted, clock, logger, everyMs: 10 });
  });
  afterEach(() => watch.stop());

  /** As it was before the clock was set back by an hour. @returns how many seconds its times lie ahead */
  async function ahead(): Promise<() => Promise<readonly number[]>> {
    const agent = await seedAgent(database, { silentForS: -3600 });
    const device = await seedDevice(database);
    await seedPlacement(database, device, agent.id, { dispatched: 1 });
    await database.query(
      `UPDATE placements SET not_before = now() + interval '1 h', reported_at = now() + interval '1 h'
       WHERE device_id = $1`,
      [device],
    );
    return async () => {
      const [row] = await database.query<{ ahead: number[] }>(
        `SELECT ARRAY[extract(epoch FROM a.heartbeat_at - clock_timestamp())::float8,
           extract(epoch FROM p.not_before - clock_timestamp())::float8,
           extract(epoch FROM p.reported_at - clock_timestamp())::float8] AS ahead,
           p.received_at IS NULL AND a.conflict_at IS NULL AS untouched
         FROM agents a JOIN placements p ON p.agent_id = a.id WHERE p.device_id = $1`,
        [device],
      );
      expect(row).to.include({ untouched: true });
      return row?.ahead ?? [];
    };
  }

  const pulledBack = async (read: () => Promise<readonly number[]>): Promise<void> => {
    await eventually(async () => {
      for (const seconds of await read()) expect(seconds).to.be.most(0);
    }, WITHIN);
  };
  const settled = (): Promise<unknown> => {
    let seen = [rounds, pulls];
    return eventually(() => {
      const [later, now] = [rounds - (seen[0] ?? 0), pulls];
      const isSame = now === seen[1];
      if (!isSame) seen = [rounds, pulls];
      expect(isSame && later).to.be.above(2);
    }, WITHIN);
  };
  const stands = async (read: () => Promise<readonly number[]>): Promise<void> => {
    for (const seconds of await read()) expect(seconds).to.be.above(3000);
  };
  const said = (words: string): Promise<unknown> =>
    eventually(() => expect(lines.join('')).to.contain(words), WITHIN);

  it('pulls back what lies ahead when the clock was set back, and says so', async () => {
    watch.start();
    await settled();
    const read = await ahead();
    // For this server an hour has gone by, for the database none.
    clock.advance(HOUR_MS);
    await pulledBack(read);
    await said('the clock of the database was set back');
  });

  it('leaves a clock alone that was set forward', async () => {
    watch.start();
    await settled();
    const read = await ahead();
    clock.advance(-HOUR_MS);
    await said('the clock of the database was set forward');
    await stands(read);
  });

  it('leaves rows to the next round that somebody has locked', async () => {
    const read = await ahead();
    await database.unitOfWork.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM agents FOR UPDATE');
      watch.start();
      await settled();
      clock.advance(HOUR_MS);
      await eventually(async () => expect((await read()).at(-1)).to.be.most(0), WITHIN);
      expect((await read())[0]).to.be.above(3000);
    });
    await pulledBack(read);
  });

  it('says what to do about a clock of this server that is off by minutes, and when it is over', async () => {
    clock.aheadMs = -300_000;
    watch.start();
    await said('s behind that of the database: let both follow one time server');
    await settled();
    expect(lines.join('').match(/behind that of the database/g)).to.have.lengthOf(1);
    clock.aheadMs = 0;
    await said('this clock agrees with that of the database again');
  });
});
