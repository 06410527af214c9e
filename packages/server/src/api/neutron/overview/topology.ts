import { STATUSES } from '@lbaas/common/domain';
import { deviceJoins, statusSql } from '../../../devices/status-sql.ts';
import type { UnitOfWork } from '../../../persistence/index.ts';
import { visibleNetworkSql, visibleSubnetSql } from '../../../usecases/network/visibility.ts';
import type { CallDefinition } from '../../http/call.ts';
import {
  IP_ADDRESS_SCHEMA,
  type JsonSchema,
  TEXT_SCHEMA,
  UUID_SCHEMA,
  exactly,
  listOf,
  orNull,
} from '../../http/json-schema.ts';
import { isStorable } from '../../resource/validators.ts';
import { OWNER } from '../owner.ts';
import { FLOATING_IP_STATUS } from '../routing/floating-ips.ts';
import { LOAD_BALANCERS } from './load-balancer-view.ts';
import { whoseOf } from './whose.ts';

const SUBNETS = `(
SELECT coalesce(json_agg(json_build_object('id', s.id, 'name', s.name, 'cidr', s.cidr,
  'gateway_ip', host(s.gateway_ip)) ORDER BY s.created_at, s.id), '[]')
FROM subnets s WHERE s.network_id = n.id AND ($1 OR ${visibleSubnetSql('$2')}))`;

const NETWORKS = `(
SELECT coalesce(json_agg(json_build_object('id', n.id, 'name', n.name, 'tenant_id', n.project_id,
  'external', n.external, 'shared', n.shared, 'subnets', ${SUBNETS}) ORDER BY n.created_at, n.id), '[]')
FROM networks n WHERE $1 OR ${visibleNetworkSql('$2')})`;

const INTERFACES = `(
SELECT coalesce(json_agg(json_build_object('port_id', ri.port_id, 'subnet_id', ri.subnet_id,
  'network_id', ip.network_id, 'ip_address', host(ip.ip_address)) ORDER BY ri.port_id), '[]')
FROM router_interfaces ri JOIN ip_allocations ip ON ip.port_id = ri.port_id AND ip.subnet_id = ri.subnet_id
WHERE ri.router_id = r.id)`;

const ROUTER = {
  deviceId: 'r.id',
  adminStateUp: 'r.admin_state_up',
  createdGeneration: 'r.created_generation',
  changedGeneration: 'r.changed_generation',
};

const ROUTERS = `(
SELECT coalesce(json_agg(json_build_object('id', r.id, 'name', r.name, 'status', ${statusSql(ROUTER)},
  'external_network_id', (SELECT gp.network_id FROM ports gp WHERE gp.id = r.gateway_port_id),
  'interfaces', ${INTERFACES},
  'gateway_ip', (SELECT host(min(ga.ip_address)) FROM ip_allocations ga WHERE ga.port_id = r.gateway_port_id))
  ORDER BY r.created_at, r.id), '[]')
FROM routers r ${deviceJoins(ROUTER)} WHERE $1 OR r.project_id = $2)`;

const FLOATING_IPS = `(
SELECT coalesce(json_agg(json_build_object('id', f.id, 'address', host(fa.ip_address), 'router_id', f.router_id,
  'port_id', f.fixed_port_id, 'fixed_ip_address', host(f.fixed_ip_address), 'status', ${FLOATING_IP_STATUS})
  ORDER BY f.created_at, f.id), '[]')
FROM floating_ips f JOIN ip_allocations fa ON fa.port_id = f.floating_port_id
LEFT JOIN routers r ON r.id = f.router_id ${deviceJoins({ deviceId: 'f.router_id' })}
WHERE $1 OR f.project_id = $2)`;

/** What has no VIP is on no network. */
const BALANCERS = `(
SELECT coalesce(json_agg(json_build_object('id', lb.id, 'name', p.name, 'severity', sv.severity,
  'network_id', va.network_id, 'subnet_id', va.subnet_id, 'address', host(va.ip_address), 'port_id', va.port_id)
  ORDER BY p.created_at, lb.id), '[]')
FROM ${LOAD_BALANCERS}
CROSS JOIN LATERAL (
  SELECT * FROM ip_allocations va WHERE va.port_id = lb.vip_port_id ORDER BY va.ip_address LIMIT 1
) va
WHERE $1 OR p.project_id = $2)`;

/** $1 whether of all projects, $2 else of which. */
const TOPOLOGY = `SELECT ${NETWORKS} AS networks, ${ROUTERS} AS routers, ${FLOATING_IPS} AS floating_ips,
  ${BALANCERS} AS loadbalancers`;

const BOOLEAN: JsonSchema = { type: 'boolean' };
const ID_OR_NONE = orNull(UUID_SCHEMA);
const ADDRESS_OR_NONE = { anyOf: [IP_ADDRESS_SCHEMA, { type: 'null' }] };

const ANSWER = exactly({
  networks: listOf(
    exactly({
      id: UUID_SCHEMA,
      name: TEXT_SCHEMA,
      tenant_id: TEXT_SCHEMA,
      external: BOOLEAN,
      shared: BOOLEAN,
      subnets: listOf(
        exactly({ id: UUID_SCHEMA, name: TEXT_SCHEMA, cidr: TEXT_SCHEMA, gateway_ip: ADDRESS_OR_NONE }),
      ),
    }),
  ),
  routers: listOf(
    exactly({
      id: UUID_SCHEMA,
      name: TEXT_SCHEMA,
      status: { type: 'string', enum: STATUSES },
      external_network_id: ID_OR_NONE,
      interfaces: listOf(
        exactly({
          port_id: UUID_SCHEMA,
          subnet_id: UUID_SCHEMA,
          network_id: UUID_SCHEMA,
          ip_address: IP_ADDRESS_SCHEMA,
        }),
      ),
      gateway_ip: ADDRESS_OR_NONE,
    }),
  ),
  floating_ips: listOf(
    exactly({
      id: UUID_SCHEMA,
      address: IP_ADDRESS_SCHEMA,
      router_id: ID_OR_NONE,
      port_id: ID_OR_NONE,
      fixed_ip_address: ADDRESS_OR_NONE,
      status: { type: 'string', enum: ['ACTIVE', 'DOWN', 'ERROR'] },
    }),
  ),
  loadbalancers: listOf(
    exactly({
      id: UUID_SCHEMA,
      name: TEXT_SCHEMA,
      severity: { type: 'integer', minimum: 0, maximum: 3 },
      network_id: UUID_SCHEMA,
      subnet_id: UUID_SCHEMA,
      address: IP_ADDRESS_SCHEMA,
      port_id: UUID_SCHEMA,
    }),
  ),
});

const NOTHING = { networks: [], routers: [], floating_ips: [], loadbalancers: [] };

/** GET /topology: networks and what is on them, as one picture. */
export const topologyCall = (unitOfWork: UnitOfWork): CallDefinition => ({
  method: 'GET',
  path: '/topology',
  docs: {
    summary: 'Show networks and what joins them',
    tag: 'topology',
    query: [OWNER],
    answer: ANSWER,
  },
  run: async (call) => {
    const { all, projectId } = whoseOf(call);
    if (!isStorable(projectId)) return NOTHING;
    const [topology] = await unitOfWork.statements((tx) => tx.query(TOPOLOGY, [all, projectId]));
    return topology ?? NOTHING;
  },
});
