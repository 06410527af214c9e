import type { DeviceObject, KindOfDevice } from '../device-kind.ts';
import { generationsOf } from './generations-of.ts';
import { ROUTER_SNAPSHOT } from './router-snapshot.ts';

const ROUTERS: DeviceObject = {
  type: 'router',
  table: 'routers',
  from: (device) => `routers r WHERE r.id = ${device}`,
  columns: {
    id: 'r.id',
    projectId: 'r.project_id',
    name: 'r.name',
    adminStateUp: 'r.admin_state_up',
    ...generationsOf('r'),
  },
};

/** Those that are associated: no router knows the others. They are up when their router is. */
const FLOATING_IPS: DeviceObject = {
  type: 'floating_ip',
  table: 'floating_ips',
  from: (device) => `floating_ips f JOIN routers r ON r.id = f.router_id WHERE f.router_id = ${device}`,
  columns: {
    id: 'f.id',
    projectId: 'f.project_id',
    name: 'NULL::text',
    adminStateUp: 'r.admin_state_up',
    ...generationsOf('f'),
  },
};

/** The ports of routers, and the generation of its device that each came with. */
const PORTS = `
SELECT r.id AS device_id, r.gateway_port_id AS port_id, r.gateway_generation AS generation
FROM routers r WHERE r.gateway_port_id IS NOT NULL
UNION ALL
SELECT ri.router_id, ri.port_id, ri.generation FROM router_interfaces ri`;

/** A host takes the ports down when it comes to show that the router is down. */
const portShown = (placement: string, portId: string): string => `EXISTS (
  SELECT 1 FROM routers r JOIN (${PORTS}) rp ON rp.device_id = r.id
  WHERE r.id = ${placement}.device_id AND rp.port_id = ${portId}
    AND ${placement}.observed_generation >= rp.generation
    AND (r.admin_state_up OR ${placement}.observed_generation < r.changed_generation))`;

/** One namespace with a port on each network of a router, and the rules that translate addresses between them. */
export const ROUTER: KindOfDevice = {
  exists: (device) => `EXISTS (SELECT 1 FROM routers r WHERE r.id = ${device}.id)`,
  snapshot: (device) => `(SELECT ${ROUTER_SNAPSHOT} FROM routers r WHERE r.id = ${device}.id)`,
  runsNothing: (device) => `NOT EXISTS (
  SELECT 1 FROM routers r WHERE r.id = ${device}.id AND r.admin_state_up AND (
    r.gateway_port_id IS NOT NULL OR EXISTS (SELECT 1 FROM router_interfaces ri WHERE ri.router_id = r.id)))`,
  idleRemark: 'the router has no port: nothing is routed',
  networks: (device) => `
SELECT pt.network_id FROM (${PORTS}) rp JOIN ports pt ON pt.id = rp.port_id WHERE rp.device_id = ${device}.id`,
  ports: `SELECT rp.device_id, rp.port_id FROM (${PORTS}) rp`,
  portShown,
  objects: [ROUTERS, FLOATING_IPS],
  stampOnNetwork: `
UPDATE routers r SET changed_generation = d.generation
FROM devices d WHERE d.id = r.id AND d.id = ANY($1::uuid[])`,
};
