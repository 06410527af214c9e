import type { Status } from '@lbaas/common/domain';
import { type DescribedStatus, describedStatus } from '../../../devices/device-facts.ts';
import type { Liveness } from '../../../devices/index.ts';
import { DEVICE_FACTS, deviceJoins } from '../../../devices/status-sql.ts';
import { type Unserved, unservedListenerSql, unservedPoolSql } from '../../../devices/unserved-sql.ts';
import { DEVICE_TIMES, type DeviceTimes, time } from '../explain/explain-sql.ts';
import { statusSince } from '../explain/status-since.ts';
import type { ComputedColumn, Row, View } from '../../resource/view.ts';
import { presentPersistence } from '../lbaas-v1/session-persistence.ts';
import { factsOf } from '../status-columns.ts';
import { MEMBER_COUNTS, OBJECT_STATUSES, SEVERITY, WORST_FIRST, WORST_STATUS } from './severity-sql.ts';
import { TRAFFIC } from './traffic-column.ts';

/**
 * A load balancer with its pool, which has its id, and its listener. OFFSET keeps PostgreSQL from writing the statuses
 * out wherever they are compared: they are derived once a row, and not at all where nothing asks for them.
 */
export const LOAD_BALANCERS = `load_balancers lb JOIN pools p ON p.id = lb.id LEFT JOIN listeners l ON l.load_balancer_id = lb.id
${deviceJoins({ deviceId: 'p.load_balancer_id' })}
CROSS JOIN LATERAL (${OBJECT_STATUSES} OFFSET 0) os
CROSS JOIN LATERAL (SELECT ${WORST_STATUS} AS status OFFSET 0) st
CROSS JOIN LATERAL (SELECT ${SEVERITY} AS severity OFFSET 0) sv`;

/** Of the first address of the port, as for a VIP. */
const ADDRESS = (column: string): string =>
  `(SELECT ${column} FROM ip_allocations ia WHERE ia.port_id = lb.vip_port_id ORDER BY ia.ip_address LIMIT 1)`;

const FLOATING_IP = `(
SELECT json_build_object('id', f.id, 'address', host(fa.ip_address))
FROM floating_ips f JOIN ip_allocations fa ON fa.port_id = f.floating_port_id
WHERE f.fixed_port_id = lb.vip_port_id ORDER BY f.id LIMIT 1)`;

/** `shown` is what answers have of it; the rest is what its status is made of. */
const LISTENER = `CASE WHEN l.id IS NOT NULL THEN json_build_object('shown', json_build_object('id', l.id,
    'name', l.name, 'address', host(${ADDRESS('ia.ip_address')}), 'protocol', l.protocol,
    'protocol_port', l.protocol_port, 'port_id', lb.vip_port_id, 'subnet_id', ${ADDRESS('ia.subnet_id')},
    'admin_state_up', l.admin_state_up, 'connection_limit', l.connection_limit,
    'session_persistence', p.session_persistence),
  'admin_state_up', l.admin_state_up, 'created', l.created_generation, 'changed', l.changed_generation,
  'changed_at', ${time('l.changed_at')}, 'unserved', ${unservedListenerSql('p.id')}) END`;

const POOL = `json_build_object('shown', json_build_object('id', p.id, 'name', p.name, 'protocol', p.protocol,
    'lb_method', p.lb_method, 'subnet_id', p.subnet_id, 'provider', d.provider),
  'admin_state_up', p.admin_state_up, 'created', p.created_generation, 'changed', p.changed_generation,
  'changed_at', ${time('p.changed_at')}, 'unserved', ${unservedPoolSql('p.id')})`;

const MONITORS = `ARRAY(SELECT phm.monitor_id::text FROM pool_health_monitors phm
  WHERE phm.pool_id = p.id ORDER BY phm.monitor_id)`;

/** An object of a load balancer as its row has it. */
interface Part {
  readonly shown: Row;
  readonly admin_state_up: boolean;
  readonly created: number;
  readonly changed: number;
  readonly changed_at: string;
  readonly unserved: Unserved | null;
}

interface Counts {
  readonly total: number;
  readonly up: number;
  readonly disabled: number;
  readonly health_changed_at: string | null;
}

interface Described extends DescribedStatus {
  readonly part: Part;
}

// The casts: the columns of a row are what its expressions give.
const poolOf = (row: Row) => row['pool'] as Part;
const listenerOf = (row: Row) => row['listener'] as Part | null;
const countsOf = (row: Row) => row['member_counts'] as Counts;

const STATUS_NEEDS = { pool: POOL, listener: LISTENER, ...DEVICE_FACTS };

export const loadBalancerView = (liveness: Liveness): View => ({
  from: LOAD_BALANCERS,
  id: 'lb.id',
  visible: (project) => `p.project_id = ${project}`,
  isDear: true,
  columns: {
    id: 'lb.id',
    tenant_id: 'p.project_id',
    name: 'p.name',
    description: 'p.description',
    admin_state_up: 'p.admin_state_up',
    ...statusColumns(liveness),
    severity: 'sv.severity',
    since: since(liveness),
    vip: { needs: STATUS_NEEDS, compute: (row) => vipOf(row, liveness) },
    listeners: {
      needs: STATUS_NEEDS,
      compute: (row) => [vipOf(row, liveness)].filter((vip) => vip !== null),
    },
    pools: { needs: STATUS_NEEDS, compute: (row) => [poolShown(row, liveness)] },
    floating_ip_address: floatingIp('address'),
    floating_ip_id: floatingIp('id'),
    members_total: count('total'),
    members_up: count('up'),
    members_disabled: count('disabled'),
    health_monitors: { needs: { monitors: MONITORS }, compute: (row) => row['monitors'] },
    provider: 'd.provider',
    agent_host: 'a.host',
    traffic: TRAFFIC,
  },
});

function statusColumns(liveness: Liveness): Record<'status' | 'status_description', ComputedColumn> {
  return {
    status: { sql: 'st.status', needs: STATUS_NEEDS, compute: (row) => worstOf(row, liveness).status },
    status_description: {
      needs: STATUS_NEEDS,
      compute: (row) => worstOf(row, liveness).status_description,
    },
  };
}

const count = (name: 'total' | 'up' | 'disabled'): ComputedColumn => ({
  needs: { member_counts: MEMBER_COUNTS },
  compute: (row) => countsOf(row)[name],
});

const floatingIp = (name: 'id' | 'address'): ComputedColumn => ({
  needs: { floating_ip: FLOATING_IP },
  compute: (row) => (row['floating_ip'] as Record<'id' | 'address', string> | null)?.[name] ?? null,
});

const describePart = (part: Part, row: Row, liveness: Liveness): Described => ({
  part,
  ...describedStatus(
    { adminStateUp: part.admin_state_up, createdGeneration: part.created, changedGeneration: part.changed },
    { ...factsOf(row), unserved: part.unserved },
    liveness,
  ),
});

/** The pool where both are the same. */
function worstOf(row: Row, liveness: Liveness): Described {
  const pool = describePart(poolOf(row), row, liveness);
  const listener = listenerOf(row);
  if (listener === null) return pool;
  const vip = describePart(listener, row, liveness);
  return rankOf(vip.status) < rankOf(pool.status) ? vip : pool;
}

const rankOf = (status: Status): number => WORST_FIRST.indexOf(status);

function vipOf(row: Row, liveness: Liveness): Row | null {
  const listener = listenerOf(row);
  if (listener === null) return null;
  const { status } = describePart(listener, row, liveness);
  const persistence = presentPersistence(listener.shown['session_persistence']);
  return { ...listener.shown, session_persistence: persistence, status };
}

function poolShown(row: Row, liveness: Liveness): Row {
  const pool = poolOf(row);
  return { ...pool.shown, status: describePart(pool, row, liveness).status };
}

/** A member that goes up or down changes what the load balancer is, also where its status stays. */
function since(liveness: Liveness): ComputedColumn {
  const compute = (row: Row): string | null => {
    const { status, part } = worstOf(row, liveness);
    const { health_changed_at } = countsOf(row);
    const times = { ...(row['times'] as DeviceTimes), changed_at: part.changed_at, health_changed_at };
    const facts = factsOf(row);
    const isNew = part.changed > facts.realized;
    const at = statusSince(status, times, { agentAdminStateUp: facts.agent_admin_state_up ?? true, isNew });
    return at === '' ? null : at;
  };
  return { needs: { ...STATUS_NEEDS, times: DEVICE_TIMES, member_counts: MEMBER_COUNTS }, compute };
}
