import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import type { DataSource, QueryRunner } from 'typeorm';
import { createDataSource } from '../data-source.ts';
import { migrate } from '../migrate.ts';
import { EventsPerDevice1700000000013 } from './0013-events-per-device.ts';

describe('the migration to events per device', () => {
  const migration = new EventsPerDevice1700000000013();
  let dataSource: DataSource;
  let runner: QueryRunner;

  before(async () => {
    const url = await freshDatabase();
    await migrate({ url });
    dataSource = await createDataSource({ url }).initialize();
    runner = dataSource.createQueryRunner();
  });
  after(async () => {
    await runner.release();
    await dataSource.destroy();
  });

  const types = () =>
    runner.query('SELECT resource_type FROM events ORDER BY xid, seq') as Promise<
      { resource_type: string }[]
    >;

  it('renames what was recorded, keeps what is known of agents, and can be taken back', async () => {
    await migration.down(runner);
    await runner.query(
      `INSERT INTO events (project_id, action, resource_type, resource_id)
       SELECT 'p', 'update', type, gen_random_uuid() FROM unnest(ARRAY['vip', 'pool']) type`,
    );
    await runner.query(
      `INSERT INTO agents (id, host, agent_type, binary_name, version, run_id, admin_state_up, device_drivers,
         physical_networks, started_at, heartbeat_at)
       VALUES (gen_random_uuid(), 'h', 'a', 'b', '1', gen_random_uuid(), true, '{}', '{}', now(), now())`,
    );
    await runner.query('INSERT INTO told_agents SELECT id, true, false, true, NULL FROM agents');
    await migration.up(runner);
    expect((await types()).map(({ resource_type: type }) => type)).to.have.members(['listener', 'pool']);
    const notices = (await runner.query('SELECT * FROM agent_notices')) as object[];
    expect(notices).to.have.length(1);
    expect(notices[0]).to.deep.include({
      is_silent: true,
      is_disabled: false,
      was_silent: false,
      was_disabled: true,
      up_to: null,
    });
    await migration.down(runner);
    expect((await types()).map(({ resource_type: type }) => type)).to.have.members(['vip', 'pool']);
    const [row] = (await runner.query(
      `SELECT pg_get_functiondef('tell_of_agents'::regproc) AS definition`,
    )) as { definition: string }[];
    expect(row?.definition).to.contain(`wanted <> 'absent'`);
    await migration.up(runner);
  });
});
