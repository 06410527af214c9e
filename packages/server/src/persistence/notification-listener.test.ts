import { createLogger, eventually } from '@lbaas/common/runtime';
import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import pg from 'pg';
import { DatabaseSwitch } from '../testing/database-switch.ts';
import { NotificationListener } from './notification-listener.ts';

const WITHIN = { withinMs: 20_000 } as const;

describe('NotificationListener', function () {
  this.timeout(60_000);
  let url: string;
  let other: pg.Client;
  let way: DatabaseSwitch;
  let listener: NotificationListener;
  let woken: number;

  before(async () => {
    url = await freshDatabase();
    other = new pg.Client({ connectionString: url });
    await other.connect();
    way = await DatabaseSwitch.open(url, 'LISTEN lbaas_events', 'SELECT             ');
    listener = new NotificationListener({
      url: way.url,
      logger: createLogger({ name: 'test', level: 'silent' }),
      probeEveryMs: 200,
    });
    for (const channel of ['lbaas_dispatch', 'lbaas_events'] as const)
      listener.on(channel, () => (woken += 1));
    listener.start();
  });
  beforeEach(() => {
    woken = 0;
  });
  after(async () => {
    await listener.stop();
    await other.end();
    way.close();
  });

  /** Sessions of this database but the one that asks. */
  const sessions = async (): Promise<number[]> => {
    const sql =
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    return (await other.query<{ pid: number }>(sql)).rows.map(({ pid }) => pid);
  };
  const hears = (channel: string): Promise<void> =>
    eventually(async () => {
      woken = 0;
      await other.query(`NOTIFY ${channel}`);
      await other.query('SELECT 1');
      expect(woken).to.equal(1);
    }, WITHIN);

  it('connects again when its first session answers but listens to only some channels', async () => {
    await eventually(() => expect(way.wasCut).to.equal(true), WITHIN);
    await hears('lbaas_events');
  });

  it('wakes them after its session was ended, and hears again', async () => {
    await hears('lbaas_dispatch');
    const [lost] = await sessions();
    woken = 0;
    await other.query('SELECT pg_terminate_backend($1)', [lost]);
    await eventually(() => expect(woken).to.be.above(0), WITHIN);
    await hears('lbaas_dispatch');
    expect(await sessions())
      .to.have.length(1)
      .and.not.include(lost);
  });
});
