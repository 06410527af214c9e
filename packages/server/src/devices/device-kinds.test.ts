import { randomUUID } from 'node:crypto';
import { DEVICE_KINDS as NAMES } from '@lbaas/common/domain';
import { expect } from 'chai';
import { seedAgent, seedBusyRouter, seedDevice, seedPlacement, seedRouter } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import {
  DEVICE_KINDS,
  DEVICE_OBJECTS,
  networksOfDeviceSql,
  objectsOfDeviceSql,
  portShownSql,
  runsNothingSql,
} from './device-kinds.ts';

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

  it('know of a router its objects, its networks, and whether it runs anything', async () => {
    const { id, floatingIpIds } = await seedBusyRouter(db);
    const bare = await seedRouter(db);
    const objects = await db.query<{ type: string; id: string; created: number; project_id: string }>(
      `SELECT type, id, project_id, created FROM (${objectsOfDeviceSql('$1::uuid')}) o ORDER BY place, id`,
      [id],
    );
    expect(objects).to.deep.equal([
      { type: 'router', id, project_id: 'p', created: 1 },
      ...floatingIpIds
        .toSorted()
        .map((each) => ({ type: 'floating_ip', id: each, project_id: 'q', created: 5 })),
    ]);
    const facts = (device: string) =>
      db.query(
        `SELECT ${runsNothingSql('d')} AS idle,
           (SELECT count(*)::int FROM networks n WHERE n.id IN ${networksOfDeviceSql('d')}) AS networks
         FROM devices d WHERE d.id = $1`,
        [device],
      );
    expect(await facts(id)).to.deep.equal([{ idle: false, networks: 3 }]);
    expect(await facts(bare)).to.deep.equal([{ idle: true, networks: 0 }]);
    await db.query('UPDATE routers SET admin_state_up = false WHERE id = $1', [id]);
    expect(await facts(id)).to.deep.equal([{ idle: true, networks: 3 }]);
  });

  it('call a port of a router shown from the generation that it came with, until the router is down', async () => {
    const { id, gatewayPortId, interfacePortIds } = await seedBusyRouter(db, 'other-office');
    const agent = await seedAgent(db);
    await seedPlacement(db, id, agent.id);
    const shown = async (observed: number): Promise<number> => {
      await db.query('UPDATE placements SET observed_generation = $2 WHERE device_id = $1', [id, observed]);
      const rows = await db.query<{ shown: boolean }>(
        `SELECT ${portShownSql({ device: 'd', placement: 'p', portId: 'port.id' })} AS shown
         FROM devices d JOIN placements p ON p.device_id = d.id CROSS JOIN unnest($2::uuid[]) AS port (id)
         WHERE d.id = $1`,
        [id, [gatewayPortId, ...interfacePortIds]],
      );
      return rows.filter((row) => row.shown).length;
    };
    expect([await shown(0), await shown(2), await shown(3), await shown(4)]).to.deep.equal([0, 1, 2, 3]);
    await db.query('UPDATE routers SET admin_state_up = false, changed_generation = 5 WHERE id = $1', [id]);
    expect([await shown(4), await shown(5)]).to.deep.equal([3, 0]);
  });
});
