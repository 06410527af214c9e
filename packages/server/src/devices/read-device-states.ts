import type { Tx } from '../persistence/index.ts';
import type { DeviceState } from './changed-objects.ts';
import { objectsOfDeviceSql } from './device-kinds.ts';
import { DEVICE_FACTS, deviceJoins } from './status-sql.ts';

/** PostgreSQL does not see how many ids a subselect gives, so it keeps one plan instead of making one for each call. */
const DEVICES = '(SELECT $1::uuid[])::uuid[]';
/** NULL = all objects. */
const IDS = '(SELECT $2::uuid[])::uuid[]';

const OBJECTS = `
SELECT coalesce(json_agg(json_build_object('type', o.type, 'id', o.id, 'admin_state_up', o.admin_state_up,
  'created', o.created, 'changed', o.changed, 'epoch', mh.epoch, 'health', mh.health, 'check', mh.check_text)
  ORDER BY o.place, o.id), '[]')
FROM (${objectsOfDeviceSql('d.id')}) o LEFT JOIN member_health mh ON mh.member_id = o.id
WHERE ${IDS} IS NULL OR o.id = ANY (${IDS})`;

const READ_STATES = `
SELECT d.id, ${DEVICE_FACTS.realized} AS realized, pl.epoch AS placement_epoch, placement_facts(pl) AS placement,
  json_build_object('epoch', d.epoch, 'reason', ${DEVICE_FACTS.placement_reason}) AS waiting,
  ${DEVICE_FACTS.has_vip} AS has_vip, ${DEVICE_FACTS.idle_remark} AS idle_remark, (${OBJECTS}) AS objects
FROM unnest(${DEVICES}) AS wanted (id) ${deviceJoins({ deviceId: 'wanted.id' })}
WHERE d.id IS NOT NULL`;

export interface WantedStates {
  readonly devices: readonly string[];
  /** undefined = all. */
  readonly objects?: readonly string[] | undefined;
}

/** By id. Devices that are gone are missing. */
export async function readDeviceStates(
  tx: Tx,
  { devices, objects }: WantedStates,
): Promise<ReadonlyMap<string, DeviceState>> {
  const rows = await tx.query<DeviceState>(READ_STATES, [devices, objects ?? null]);
  return new Map(rows.map((row) => [row.id, row]));
}
