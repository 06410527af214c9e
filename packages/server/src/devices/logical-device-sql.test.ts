import { randomUUID } from 'node:crypto';
import { type LogicalDevice, LogicalDeviceSchema } from '@lbaas/common/contract';
import type { DeviceId } from '@lbaas/common/domain';
import { loadBalancerOf } from '@lbaas/common/testing';
import { expect } from 'chai';
import { Compile } from 'typebox/compile';
import {
  addSubnet,
  seedBusyRouter,
  seedDevice,
  seedNetwork,
  seedRouter,
  seedVipPort,
} from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { logicalDeviceSql } from './logical-device-sql.ts';

const schema = Compile(LogicalDeviceSchema);
const READ = `SELECT ${logicalDeviceSql('d', '7')} AS device FROM devices d WHERE d.id = $1`;

describe('logicalDeviceSql', () => {
  let db: TestDatabase;
  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());

  async function read(deviceId: DeviceId): Promise<LogicalDevice | null | undefined> {
    const [row] = await db.query<{ device: LogicalDevice | null }>(READ, [deviceId]);
    const device = row?.device ?? undefined;
    if (device === undefined) return row?.device;
    expect(schema.Errors(device)).to.deep.equal([]);
    const { history_id: history, ...rest } = device;
    expect(history).to.match(/^[0-9a-f-]{36}$/);
    return rest;
  }

  it('gives a load balancer without a VIP', async () => {
    const id = await seedDevice(db, { generation: 3 });
    expect(await read(id)).to.deep.equal({
      device_id: id,
      kind: 'load_balancer',
      epoch: 7,
      generation: 3,
      snapshot: {
        id,
        project_id: 'p',
        name: 'lb',
        admin_state_up: true,
        vip_port: null,
        listeners: [],
        pools: [
          {
            id,
            name: 'pool',
            protocol: 'HTTP',
            lb_method: 'ROUND_ROBIN',
            admin_state_up: true,
            session_persistence: null,
            members: [],
            health_monitors: [],
          },
        ],
      },
    });
  });

  it('gives the whole of a load balancer with an IPv4 and an IPv6 address', async () => {
    const id = await seedDevice(db);
    const { networkId, subnetId } = await seedNetwork(db, { physicalNetwork: 'office', gateway: '10.1.0.1' });
    const v6 = randomUUID();
    const hostRoutes = [{ destination: 'fd01::/64', nexthop: 'fd00::fe' }];
    await addSubnet(db, { subnetId: v6, networkId, cidr: 'fd00::/64', hostRoutes });
    const portId = await seedVipPort(db, id, networkId, [
      { subnetId: v6, ip: 'fd00::a' },
      { subnetId, ip: '10.1.0.10' },
    ]);
    const listenerId = randomUUID();
    await db.query(
      `INSERT INTO listeners (id, project_id, load_balancer_id, default_pool_id, name, description, protocol,
           protocol_port, connection_limit, admin_state_up, created_generation, changed_generation)
         VALUES ($1, 'p', $2, $2, 'vip', '', 'HTTP', 8080, -1, true, 1, 1)`,
      [listenerId, id],
    );
    await db.query(
      `UPDATE pools SET session_persistence = '{"type":"APP_COOKIE","cookie_name":"sid"}' WHERE id = $1`,
      [id],
    );
    const members = await seedMembers(id);
    const monitors = await seedMonitors(id);

    const device = await read(id);

    expect(loadBalancerOf(device ?? undefined)?.vip_port).to.deep.include({
      id: portId,
      network: {
        id: networkId,
        type: 'flat',
        physical_network: 'office',
        mtu: 1500,
        segmentation_id: null,
        tunnel_ends: null,
      },
      fixed_ips: [
        { ip_address: '10.1.0.10', prefix_length: 24, gateway_ip: '10.1.0.1', host_routes: [] },
        { ip_address: 'fd00::a', prefix_length: 64, gateway_ip: null, host_routes: hostRoutes },
      ],
    });
    expect(loadBalancerOf(device ?? undefined)?.listeners).to.deep.equal([
      {
        id: listenerId,
        name: 'vip',
        protocol: 'HTTP',
        protocol_port: 8080,
        connection_limit: -1,
        admin_state_up: true,
        default_pool_id: id,
      },
    ]);
    const [pool] = loadBalancerOf(device ?? undefined)?.pools ?? [];
    expect(pool?.session_persistence).to.deep.equal({ type: 'APP_COOKIE', cookie_name: 'sid' });
    expect(pool?.members.map((member) => member.id)).to.deep.equal(members.toSorted());
    expect(pool?.members[0]).to.deep.include({ protocol_port: 80, weight: 1, admin_state_up: true });
    expect(pool?.members[0]?.address).to.match(/^10\.2\.0\.\d$/);
    expect(pool?.health_monitors.map((monitor) => monitor.id)).to.deep.equal(monitors.toSorted());
  });

  it('gives a router without a port, and the whole of one with everything', async () => {
    const bare = await seedRouter(db, { generation: 3 });
    expect(await read(bare)).to.deep.equal({
      device_id: bare,
      kind: 'router',
      epoch: 7,
      generation: 3,
      snapshot: {
        id: bare,
        project_id: 'p',
        name: 'router',
        admin_state_up: true,
        gateway: null,
        interfaces: [],
        floating_ips: [],
      },
    });
    const { id, gatewayPortId, interfacePortIds, floatingIpIds } = await seedBusyRouter(db, 'another-office');
    const device = await read(id);
    if (device?.kind !== 'router') throw new Error('it is no router');
    const { gateway, interfaces, floating_ips: floatingIps } = device.snapshot;
    expect(gateway).to.deep.include({ enable_snat: true });
    expect(gateway?.port).to.deep.include({
      id: gatewayPortId,
      fixed_ips: [
        { ip_address: '192.168.10.2', prefix_length: 24, gateway_ip: '192.168.10.1', host_routes: [] },
      ],
    });
    expect(gateway?.port.network).to.include({ type: 'flat', physical_network: 'another-office' });
    expect(interfaces.map((port) => port.id)).to.deep.equal(interfacePortIds.toSorted());
    expect(floatingIps.map((each) => each.id)).to.deep.equal(floatingIpIds.toSorted());
    expect(floatingIps.find((each) => each.id === floatingIpIds[0])).to.include({
      floating_ip_address: '192.168.10.11',
      fixed_ip_address: '10.1.0.9',
    });
    expect(JSON.stringify(await read(id))).to.equal(JSON.stringify(device));
    await db.query('DELETE FROM routers WHERE id = $1', [bare]);
    expect(await read(bare)).to.equal(null);
  });

  it('gives null when the load balancer is gone', async () => {
    const id = await seedDevice(db);
    await db.query('DELETE FROM pools WHERE id = $1', [id]);
    await db.query('DELETE FROM load_balancers WHERE id = $1', [id]);
    expect(await read(id)).to.equal(null);
  });

  async function seedMembers(poolId: DeviceId): Promise<string[]> {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const [index, id] of ids.entries()) {
      await db.query(
        `INSERT INTO members (id, project_id, pool_id, address, protocol_port, weight, admin_state_up,
           created_generation, changed_generation)
         VALUES ($1, 'p', $2, $3, 80, 1, true, 1, 1)`,
        [id, poolId, `10.2.0.${index + 1}`],
      );
    }
    return ids;
  }

  async function seedMonitors(poolId: DeviceId): Promise<string[]> {
    const ids = [randomUUID(), randomUUID()];
    for (const id of ids) {
      await db.query(
        `INSERT INTO health_monitors (id, project_id, type, delay, timeout, max_retries, http_method, url_path, expected_codes,
           admin_state_up)
         VALUES ($1, 'p', 'HTTP', 5, 3, 2, 'GET', '/', '200', true)`,
        [id],
      );
      await db.query(
        `INSERT INTO pool_health_monitors (pool_id, monitor_id, created_generation, changed_generation)
         VALUES ($1, $2, 1, 1)`,
        [poolId, id],
      );
    }
    return ids;
  }
});
