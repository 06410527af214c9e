import { randomUUID } from 'node:crypto';
import { type AgentId, type DeviceId, asAgentId, asDeviceId } from '@lbaas/common/domain';
import type { TestDatabase } from './test-database.ts';

type Database = Pick<TestDatabase, 'query'>;

export interface SeedAgent {
  readonly host?: string;
  readonly adminStateUp?: boolean;
  readonly cordoned?: boolean;
  readonly drivers?: readonly string[];
  readonly networks?: readonly string[];
  readonly silentForS?: number;
}

/** An agent row as its heartbeat would have written it. */
export async function seedAgent(db: Database, seed: SeedAgent = {}): Promise<{ id: AgentId; host: string }> {
  const id = asAgentId(randomUUID());
  const host = seed.host ?? `host-${id.slice(0, 8)}`;
  await db.query(
    `INSERT INTO agents (id, host, agent_type, binary_name, version, run_id, admin_state_up, cordoned, device_drivers,
       physical_networks, started_at, heartbeat_at)
     VALUES ($1, $2, 'Loadbalancer agent', 'neutron-lbaas-agent', '1', $3, $4, $5, $6, $7, now(),
       now() - $8 * interval '1 s')`,
    [
      id,
      host,
      randomUUID(),
      seed.adminStateUp ?? true,
      seed.cordoned ?? false,
      seed.drivers ?? ['haproxy_ns'],
      seed.networks ?? [],
      seed.silentForS ?? 0,
    ],
  );
  return { id, host };
}

/** A device with its load balancer and one pool on it, without a VIP; all three have the same id. */
export async function seedDevice(
  db: Database,
  seed: { readonly generation?: number; readonly subnetId?: string } = {},
): Promise<DeviceId> {
  const id = asDeviceId(randomUUID());
  await db.query(
    `INSERT INTO devices (id, kind, project_id, provider, generation, request_id)
     VALUES ($1, 'load_balancer', 'p', 'haproxy', $2, 'req-seed')`,
    [id, seed.generation ?? 1],
  );
  await db.query(
    `INSERT INTO load_balancers (id, project_id, name, description, admin_state_up) VALUES ($1, 'p', 'lb', '', true)`,
    [id],
  );
  await db.query(
    `INSERT INTO pools (id, project_id, load_balancer_id, subnet_id, name, description, protocol, lb_method,
       admin_state_up, created_generation, changed_generation)
     VALUES ($1, 'p', $1, $2, 'pool', '', 'HTTP', 'ROUND_ROBIN', true, 1, 1)`,
    [id, seed.subnetId ?? null],
  );
  return id;
}

export interface SeedPlacement {
  readonly epoch?: number;
  readonly wanted?: 'present' | 'absent' | 'idle';
  readonly dispatched?: number;
  readonly observed?: number;
  readonly failed?: number;
}

export async function seedPlacement(
  db: Database,
  deviceId: DeviceId,
  agentId: AgentId,
  seed: SeedPlacement = {},
): Promise<void> {
  const { epoch = 1, wanted = 'present', dispatched = 0, observed = 0, failed = 0 } = seed;
  await db.query('UPDATE devices SET epoch = greatest(epoch, $2) WHERE id = $1', [deviceId, epoch]);
  await db.query(
    `INSERT INTO placements (device_id, agent_id, epoch, wanted, dispatched_generation, dispatched_at,
       observed_generation, failed_generation)
     VALUES ($1, $2, $3, $4, $5::bigint, CASE WHEN $5::bigint > 0 THEN now() END, $6, $7)`,
    [deviceId, agentId, epoch, wanted, dispatched, observed, failed],
  );
}

/** An agent is sent it all the same, as of one that had been placed before. Its objects have never been shown. */
export async function sendAnew(db: Database, deviceId: string): Promise<void> {
  await db.query(
    `UPDATE placements SET wanted = 'present', dispatched_generation = 0, observed_generation = 0 WHERE device_id = $1`,
    [deviceId],
  );
  await db.query('UPDATE devices SET realized_generation = 0 WHERE id = $1', [deviceId]);
  await db.query('NOTIFY lbaas_dispatch');
}

export interface SeededNetwork {
  readonly networkId: string;
  readonly subnetId: string;
}

export async function seedNetwork(
  db: Database,
  seed: { readonly physicalNetwork?: string; readonly cidr?: string; readonly gateway?: string } = {},
): Promise<SeededNetwork> {
  const networkId = randomUUID();
  const subnetId = randomUUID();
  const { physicalNetwork, cidr = '10.1.0.0/24', gateway } = seed;
  await db.query(
    `INSERT INTO networks (id, project_id, name, admin_state_up, shared, external, network_type, physical_network)
     VALUES ($1, 'p', 'net', true, false, false, $2, $3)`,
    [networkId, physicalNetwork === undefined ? 'local' : 'flat', physicalNetwork ?? null],
  );
  await addSubnet(db, { subnetId, networkId, cidr, gateway });
  return { networkId, subnetId };
}

export async function addSubnet(
  db: Database,
  subnet: {
    subnetId: string;
    networkId: string;
    cidr: string;
    gateway?: string | undefined;
    hostRoutes?: unknown;
  },
): Promise<void> {
  const version = subnet.cidr.includes(':') ? 6 : 4;
  await db.query(
    `INSERT INTO subnets (id, project_id, network_id, name, ip_version, cidr, gateway_ip, allocation_pools,
       dns_nameservers, host_routes, enable_dhcp)
     VALUES ($1, 'p', $2, 'sub', $3, $4, $5, '[]', '[]', $6, true)`,
    [
      subnet.subnetId,
      subnet.networkId,
      version,
      subnet.cidr,
      subnet.gateway ?? null,
      JSON.stringify(subnet.hostRoutes ?? []),
    ],
  );
}

/** A VIP port with these addresses, given to the load balancer. */
export async function seedVipPort(
  db: Database,
  deviceId: DeviceId,
  networkId: string,
  addresses: readonly SeededAddress[],
): Promise<string> {
  const portId = await seedPort(db, networkId, addresses, { name: 'vip', owner: 'neutron:LOADBALANCER' });
  await db.query('UPDATE load_balancers SET vip_port_id = $2 WHERE id = $1', [deviceId, portId]);
  return portId;
}

interface SeededAddress {
  readonly subnetId: string;
  readonly ip: string;
}

/** A router without a port. */
export async function seedRouter(
  db: Database,
  seed: { readonly generation?: number } = {},
): Promise<DeviceId> {
  const id = asDeviceId(randomUUID());
  const { generation = 1 } = seed;
  await db.query(
    `INSERT INTO devices (id, kind, project_id, provider, generation) VALUES ($1, 'router', 'p', 'router_ns', $2)`,
    [id, generation],
  );
  await db.query(
    `INSERT INTO routers (id, project_id, name, admin_state_up, enable_snat, created_generation, changed_generation)
     VALUES ($1, 'p', 'router', true, true, 1, 1)`,
    [id],
  );
  return id;
}

/** A port with these addresses. */
export async function seedPort(
  db: Database,
  networkId: string,
  addresses: readonly SeededAddress[],
  { name, owner } = { name: '', owner: '' },
): Promise<string> {
  const portId = randomUUID();
  const mac = `fa:16:3e:${portId.slice(0, 2)}:${portId.slice(2, 4)}:${portId.slice(4, 6)}`;
  await db.query(
    `INSERT INTO ports (id, project_id, network_id, name, mac_address, admin_state_up, device_id, device_owner)
     VALUES ($1, 'p', $2, $3, $4, true, '', $5)`,
    [portId, networkId, name, mac, owner],
  );
  for (const { subnetId, ip } of addresses) {
    await db.query(
      'INSERT INTO ip_allocations (network_id, ip_address, subnet_id, port_id) VALUES ($1, $2, $3, $4)',
      [networkId, ip, subnetId, portId],
    );
  }
  return portId;
}

export interface SeededRouter {
  readonly id: DeviceId;
  readonly gatewayPortId: string;
  readonly interfacePortIds: readonly string[];
  readonly floatingIpIds: readonly string[];
}

/** A router with a gateway, two interfaces, and two floating IPs that lead to one port. */
export async function seedBusyRouter(db: Database, physicalNetwork = 'office'): Promise<SeededRouter> {
  const id = await seedRouter(db);
  const office = await seedNetwork(db, { physicalNetwork, cidr: '192.168.10.0/24', gateway: '192.168.10.1' });
  const gatewayPortId = await seedPort(db, office.networkId, [
    { subnetId: office.subnetId, ip: '192.168.10.2' },
  ]);
  await db.query('UPDATE routers SET gateway_port_id = $2, gateway_generation = 2 WHERE id = $1', [
    id,
    gatewayPortId,
  ]);
  const interfacePortIds: string[] = [];
  const floatingIpIds: string[] = [];
  for (const net of [1, 2]) {
    const inside = await seedNetwork(db, { cidr: `10.${net}.0.0/24`, gateway: `10.${net}.0.1` });
    const at = (host: number) => [{ subnetId: inside.subnetId, ip: `10.${net}.0.${host}` }];
    const portId = await seedPort(db, inside.networkId, at(1));
    await db.query('INSERT INTO router_interfaces VALUES ($1, $2, $3, $4)', [
      portId,
      id,
      inside.subnetId,
      2 + net,
    ]);
    interfacePortIds.push(portId);
    const fixed = await seedPort(db, inside.networkId, at(9));
    const floating = await seedPort(db, office.networkId, [
      { subnetId: office.subnetId, ip: `192.168.10.1${net}` },
    ]);
    const floatingIpId = randomUUID();
    await db.query(
      `INSERT INTO floating_ips (id, project_id, floating_network_id, floating_port_id, fixed_port_id, fixed_ip_address,
         router_id, created_generation, changed_generation)
       VALUES ($1, 'q', $2, $3, $4, $5, $6, 5, 6)`,
      [floatingIpId, office.networkId, floating, fixed, at(9)[0]?.ip, id],
    );
    floatingIpIds.push(floatingIpId);
  }
  return { id, gatewayPortId, interfacePortIds, floatingIpIds };
}

export interface PlacementRow {
  readonly epoch: number;
  readonly wanted: string;
  readonly dispatched_generation: number;
  readonly dispatched_at: Date | null;
  readonly attempts: number;
  readonly dispatch_reason: string | null;
  readonly observed_generation: number;
  readonly failed_generation: number;
  readonly error: string | null;
}

export async function placementOf(
  db: Database,
  deviceId: DeviceId,
  agentId: AgentId,
): Promise<PlacementRow | undefined> {
  const rows = await db.query<PlacementRow>(
    'SELECT * FROM placements WHERE device_id = $1 AND agent_id = $2',
    [deviceId, agentId],
  );
  return rows[0];
}
