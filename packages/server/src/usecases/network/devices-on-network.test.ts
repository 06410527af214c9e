import { randomUUID } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { bumpGenerations } from '../../devices/index.ts';
import { seedDevice } from '../../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../../testing/test-database.ts';
import type { CallContext } from '../call-context.ts';
import { allocatePort, lockForPort } from './allocate-port.ts';
import { createNetworks } from './create-networks.ts';
import { createSubnets } from './create-subnets.ts';
import { updateSubnet } from './update-subnet.ts';

const ADMIN: CallContext = { requestId: 'req-test', projectId: 'p', isAdmin: true, roles: ['admin'] };

describe('showChangeOfSubnet', () => {
  let db: TestDatabase;

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());

  async function subnetWithPort(): Promise<{ subnetId: string; portId: string }> {
    return await db.unitOfWork.transaction(async (tx) => {
      const common = { projectId: 'p', name: '', adminStateUp: true };
      const network = { ...common, shared: false, external: false, mtu: 1500 };
      const [networkId = ''] = await createNetworks(tx, ADMIN, [network], {
        defaultNetworkType: 'local',
        defaultMtu: 1500,
      });
      const lists = { dnsNameservers: [], hostRoutes: [], enableDhcp: false };
      const pools = { allocationPools: [{ start: '10.0.0.10', end: '10.0.0.20' }] };
      const subnet = { ...common, ...lists, ...pools, networkId, ipVersion: 4, cidr: '10.0.0.0/24' };
      const [subnetId = ''] = await createSubnets(tx, ADMIN, [subnet]);
      const request = { ...common, networkId, deviceId: randomUUID(), deviceOwner: '' };
      const port = await allocatePort(tx, request, await lockForPort(tx, request));
      return { subnetId, portId: port.id };
    });
  }

  const giveVip = (deviceId: string, portId: string | null): Promise<unknown> =>
    db.query('UPDATE load_balancers SET vip_port_id = $2 WHERE id = $1', [deviceId, portId]);

  async function generationOf(deviceId: string): Promise<number> {
    const [row] = await db.query<{ generation: number }>('SELECT generation FROM devices WHERE id = $1', [
      deviceId,
    ]);
    return row?.generation ?? 0;
  }

  const someoneWaits = async (): Promise<void> => {
    const waiting = await db.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting.length === 0) throw new Error('nobody waits for a lock yet');
  };

  it('reaches a VIP that moves to another device meanwhile', async () => {
    const { subnetId, portId } = await subnetWithPort();
    const [from, to] = [await seedDevice(db), await seedDevice(db)];
    await giveVip(from, portId);
    let change: Promise<void> | undefined;
    await db.unitOfWork.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM subnets WHERE id = $1 FOR SHARE', [subnetId]);
      await bumpGenerations(tx, [from, to]);
      change = db.unitOfWork.transaction((other) =>
        updateSubnet(other, ADMIN, subnetId, { gatewayIp: '10.0.0.254' }),
      );
      await eventually(someoneWaits, { withinMs: 10_000 });
      await tx.query('UPDATE load_balancers SET vip_port_id = NULL WHERE id = $1', [from]);
      await tx.query('UPDATE load_balancers SET vip_port_id = $2 WHERE id = $1', [to, portId]);
    });
    await change;
    expect(await generationOf(to)).to.equal(3);
  });

  it('makes the VIPs wait for the change', async () => {
    const { subnetId, portId } = await subnetWithPort();
    const deviceId = await seedDevice(db);
    await giveVip(deviceId, portId);
    const listenerId = randomUUID();
    await db.query(
      `INSERT INTO listeners (id, project_id, load_balancer_id, default_pool_id, name, description, protocol,
           protocol_port, connection_limit, admin_state_up, created_generation, changed_generation)
         VALUES ($1, 'p', $2, $2, 'vip', '', 'HTTP', 80, -1, true, 1, 1)`,
      [listenerId, deviceId],
    );
    await db.unitOfWork.transaction((tx) => updateSubnet(tx, ADMIN, subnetId, { gatewayIp: undefined }));
    const [listener] = await db.query<{ changed_generation: number }>(
      'SELECT changed_generation FROM listeners WHERE id = $1',
      [listenerId],
    );
    expect(listener?.changed_generation).to.equal(2);
  });
});
