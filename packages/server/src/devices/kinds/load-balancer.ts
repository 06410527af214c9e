import type { DeviceObject, KindOfDevice } from '../device-kind.ts';
import { generationsOf } from './generations-of.ts';
import { LOAD_BALANCER_SNAPSHOT } from './load-balancer-snapshot.ts';

const LISTENERS: DeviceObject = {
  type: 'listener',
  table: 'listeners',
  from: (device) => `listeners l WHERE l.load_balancer_id = ${device}`,
  columns: {
    id: 'l.id',
    projectId: 'l.project_id',
    name: 'l.name',
    adminStateUp: 'l.admin_state_up',
    ...generationsOf('l'),
  },
};

const POOLS: DeviceObject = {
  type: 'pool',
  table: 'pools',
  from: (device) => `pools p WHERE p.load_balancer_id = ${device}`,
  columns: {
    id: 'p.id',
    projectId: 'p.project_id',
    name: 'p.name',
    adminStateUp: 'p.admin_state_up',
    ...generationsOf('p'),
  },
};

/** A monitor is on a device once for each of its pools there: what the device shows is the association. */
const HEALTH_MONITORS: DeviceObject = {
  type: 'health_monitor',
  table: 'pool_health_monitors',
  from: (device) => `pools p JOIN pool_health_monitors phm ON phm.pool_id = p.id
  JOIN health_monitors hm ON hm.id = phm.monitor_id WHERE p.load_balancer_id = ${device}`,
  columns: {
    id: 'hm.id',
    projectId: 'hm.project_id',
    name: 'NULL::text',
    adminStateUp: 'hm.admin_state_up',
    ...generationsOf('phm'),
  },
};

const MEMBERS: DeviceObject = {
  type: 'member',
  table: 'members',
  from: (device) => `pools p JOIN members m ON m.pool_id = p.id WHERE p.load_balancer_id = ${device}`,
  columns: {
    id: 'm.id',
    projectId: 'm.project_id',
    name: 'NULL::text',
    adminStateUp: 'm.admin_state_up',
    ...generationsOf('m'),
  },
};

/**
 * A host shows the port when it has a listener that is up, since the generation of its creation, or of the move that
 * set that one to 0.
 */
const portShown = (placement: string): string => `EXISTS (
  SELECT 1 FROM listeners l WHERE l.load_balancer_id = ${placement}.device_id
    AND ${placement}.observed_generation >= coalesce(nullif(l.created_generation, 0), l.changed_generation)
    AND (l.admin_state_up OR ${placement}.observed_generation < l.changed_generation))`;

/** One HAProxy with the listeners of a VIP, its pools, their members and monitors. */
export const LOAD_BALANCER: KindOfDevice = {
  exists: (device) => `EXISTS (SELECT 1 FROM load_balancers lb WHERE lb.id = ${device}.id)`,
  snapshot: (device) =>
    `(SELECT ${LOAD_BALANCER_SNAPSHOT} FROM load_balancers lb WHERE lb.id = ${device}.id)`,
  runsNothing: (device) => `NOT EXISTS (SELECT 1 FROM listeners li WHERE li.load_balancer_id = ${device}.id)`,
  idleRemark: 'the pool has no VIP: nothing is served',
  networks: (device) => `
SELECT s.network_id FROM pools po JOIN subnets s ON s.id = po.subnet_id WHERE po.load_balancer_id = ${device}.id
UNION ALL
SELECT pt.network_id FROM load_balancers lb JOIN ports pt ON pt.id = lb.vip_port_id WHERE lb.id = ${device}.id`,
  ports:
    'SELECT lb.id AS device_id, lb.vip_port_id AS port_id FROM load_balancers lb WHERE lb.vip_port_id IS NOT NULL',
  portShown,
  objects: [LISTENERS, POOLS, HEALTH_MONITORS, MEMBERS],
  stampOnNetwork: `
UPDATE listeners l SET changed_generation = d.generation
FROM devices d WHERE d.id = l.load_balancer_id AND d.id = ANY($1::uuid[])`,
};
