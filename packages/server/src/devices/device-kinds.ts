import type { DeviceKind } from '@lbaas/common/domain';
import type { DeviceObject, KindOfDevice } from './device-kind.ts';
import { LOAD_BALANCER } from './kinds/load-balancer.ts';
import { ROUTER } from './kinds/router.ts';

/** The one place that lists the kinds of devices. */
export const DEVICE_KINDS: Readonly<Record<DeviceKind, KindOfDevice>> = {
  load_balancer: LOAD_BALANCER,
  router: ROUTER,
};

// The cast: Object.entries forgets the keys.
const KINDS = Object.entries(DEVICE_KINDS) as readonly (readonly [DeviceKind, KindOfDevice])[];

/** An expression whose text depends on the kind of a device, which is the alias of a row of `devices` in scope. */
const byKind = (device: string, sqlOf: (kind: KindOfDevice) => string): string =>
  `CASE ${device}.kind ${KINDS.map(([name, kind]) => `WHEN '${name}' THEN ${sqlOf(kind)}`).join(' ')} END`;

const ofAllKinds = (sqlOf: (kind: KindOfDevice) => string): string =>
  KINDS.map(([, kind]) => sqlOf(kind)).join('\nUNION ALL\n');

export const existsSql = (device: string): string => `(${byKind(device, (kind) => kind.exists(device))})`;

export const snapshotSql = (device: string): string => `(${byKind(device, (kind) => kind.snapshot(device))})`;

/** Whether a host would run nothing for the device as it is now. */
export const runsNothingSql = (device: string): string =>
  `(${byKind(device, (kind) => kind.runsNothing(device))})`;

/** What the objects of a device say when a host would run nothing for it. */
export const idleRemarkSql = (device: string): string =>
  `(${byKind(device, (kind) => `'${kind.idleRemark}'::text`)})`;

/** The ids of the networks that the host of a device must reach. Only one of the parts finds anything. */
export const networksOfDeviceSql = (device: string): string =>
  `(${ofAllKinds((kind) => kind.networks(device))})`;

/** The ports that hosts must show, as a relation with the columns `device_id` and `port_id`. */
export const DEVICE_PORTS = `(${ofAllKinds((kind) => kind.ports)})`;

interface PortOnHost {
  /** Aliases of rows in scope. */
  readonly device: string;
  readonly placement: string;
  /** An expression. */
  readonly portId: string;
}

/** Whether the host of a placement shows a port of its device. */
export const portShownSql = ({ device, placement, portId }: PortOnHost): string =>
  `(${byKind(device, (kind) => kind.portShown(placement, portId))})`;

/** Every type of object that a device of any kind can have, once. */
export const DEVICE_OBJECTS: readonly DeviceObject[] = KINDS.flatMap(([, kind]) => kind.objects);

/** One statement for all kinds, see KindOfDevice. */
export const STAMP_ON_NETWORK = `
WITH ${KINDS.map(([name, kind]) => `${name} AS (${kind.stampOnNetwork}\n)`).join(', ')} SELECT`;

/**
 * Every object of a device, as a SELECT of its own: `place` orders them as traffic passes them.
 * @param device an expression for the id of the device
 */
export const objectsOfDeviceSql = (device: string): string =>
  DEVICE_OBJECTS.map((object, place) => selectObject(object, { device, place })).join('\nUNION ALL\n');

const selectObject = (
  { type, from, columns }: DeviceObject,
  { device, place }: { readonly device: string; readonly place: number },
): string => `
SELECT ${place} AS place, '${type}'::text AS type, ${columns.id} AS id, ${columns.projectId} AS project_id,
  ${columns.name} AS name, ${columns.adminStateUp} AS admin_state_up, ${columns.createdGeneration} AS created,
  ${columns.changedGeneration} AS changed, ${columns.changedAt} AS changed_at
FROM ${from(device)}`;
