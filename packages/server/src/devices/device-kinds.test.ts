import { randomUUID } from 'node:crypto';
import { DEVICE_KINDS as NAMES } from '@lbaas/common/domain';
import { expect } from 'chai';
import { seedDevice } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { DEVICE_KINDS, DEVICE_OBJECTS, objectsOfDeviceSql } from './device-kinds.ts';

const GENERATIONS = ['created_generation', 'changed_generation'];

describe('the kinds of devices', () => {
  let db: TestDatabase;
  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());

  it('are those of the contract', () => {
    expect(Object.keys(DEVICE_KINDS)).to.deep.equal([...NAMES]);
  });

  it('name every table whose rows carry generations', async () => {
    const rows = await db.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = ANY ($1) GROUP BY table_name HAVING count(*) = $2`,
      [GENERATIONS, GENERATIONS.length],
    );
    expect(DEVICE_OBJECTS.map(({ table }) => table)).to.have.members(rows.map(({ name }) => name));
  });

  it('find each object of a device once, in the order of the traffic', async () => {
    const id = await seedDevice(db, { generation: 5 });
    const [other, listener, monitor, member] = [
      await seedDevice(db),
      randomUUID(),
      randomUUID(),
      randomUUID(),
    ];
    await db.query(`INSERT INTO listeners VALUES ($1, 'p', $2, $2, 'vip', '', 'HTTP', 80, -1, true, 2, 3)`, [
      listener,
      id,
    ]);
    await db.query(`INSERT INTO members VALUES ($1, 'q', $2, '10.0.0.1', 80, 1, false, 4, 5)`, [member, id]);
    await db.query(`INSERT INTO health_monitors VALUES ($1, 'p', 'TCP', 5, 3, 2, 'GET', '/', '200', true)`, [
      monitor,
    ]);
    for (const pool of [id, other]) {
      await db.query('INSERT INTO pool_health_monitors VALUES ($1, $2, 3, 4)', [pool, monitor]);
    }
    const found = await db.query(
      `SELECT type, id, project_id, name, admin_state_up, created, changed
       FROM (${objectsOfDeviceSql('$1::uuid')}) o ORDER BY place`,
      [id],
    );
    const common = { project_id: 'p', name: null, admin_state_up: true };
    expect(found).to.deep.equal([
      { ...common, type: 'listener', id: listener, name: 'vip', created: 2, changed: 3 },
      { ...common, type: 'pool', id, name: 'pool', created: 1, changed: 1 },
      { ...common, type: 'health_monitor', id: monitor, created: 3, changed: 4 },
      {
        ...common,
        type: 'member',
        id: member,
        project_id: 'q',
        admin_state_up: false,
        created: 4,
        changed: 5,
      },
    ]);
  });
});
