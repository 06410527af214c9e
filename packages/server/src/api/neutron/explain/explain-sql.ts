import { waitsForAddressSql } from '../../../devices/address-hold-sql.ts';
import type { RowOf } from '../../../persistence/index.ts';
import type { DeviceFacts } from '../../../devices/device-facts.ts';
import { aliveSql, receivesSql } from '../../../devices/index.ts';
import { objectsOfDeviceSql } from '../../../devices/device-kinds.ts';
import { whyNotMovedSql } from '../../../devices/failover-words.ts';
import { isIdleSql } from '../../../devices/placements/idle.ts';
import { type Unserved, unservedListenerSql, unservedPoolSql } from '../../../devices/unserved-sql.ts';
import type { StatusTimes } from './status-since.ts';
import { INCIDENT, deviceFactsJson, deviceJoins } from '../../../devices/status-sql.ts';

/** ISO 8601, UTC, milliseconds. */
export const time = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What this API calls the objects. */
const TYPE = `CASE o.type WHEN 'listener' THEN 'vip' WHEN 'floating_ip' THEN 'floatingip' ELSE o.type END`;

/** Everything that the device shows. */
const OBJECTS = `
SELECT o.place, ${TYPE} AS type, o.id, o.name, o.admin_state_up, o.created, o.changed,
  ${time('o.changed_at')} AS changed_at, host(m.address) AS address, m.protocol_port, mh.health,
  mh.check_text AS health_check, ${time('mh.changed_at')} AS health_changed_at,
  CASE o.type WHEN 'pool' THEN ${unservedPoolSql('o.id')} WHEN 'listener' THEN ${unservedListenerSql('ol.default_pool_id')} END AS unserved
FROM (${objectsOfDeviceSql('d.id')}) o
LEFT JOIN members m ON o.type = 'member' AND m.id = o.id
LEFT JOIN listeners ol ON o.type = 'listener' AND ol.id = o.id
LEFT JOIN member_health mh ON mh.member_id = m.id AND mh.epoch = pl.epoch`;

const PLACEMENT = `CASE WHEN pl.device_id IS NOT NULL THEN json_build_object(
  'agent_host', a.host,
  'agent_alive', ${aliveSql('a', '$4')},
  'agent_receives', ${receivesSql('a', '$4')},
  'agent_admin_state_up', a.admin_state_up,
  'agent_heartbeat_at', ${time('a.heartbeat_at')},
  'since', ${time('pl.created_at')},
  'moved_from', pl.moved_from,
  'moved_why', pl.moved_why,
  'failover', CASE WHEN NOT ${aliveSql('a', '$4')} THEN ${whyNotMovedSql('a')} END,
  'epoch', pl.epoch,
  'dispatched_generation', pl.dispatched_generation,
  'dispatched_at', ${time('pl.dispatched_at')},
  'attempts', pl.attempts,
  'observed_generation', pl.observed_generation,
  'failed_generation', pl.failed_generation,
  'outcome', CASE WHEN pl.reported_at IS NULL THEN NULL WHEN pl.error IS NULL THEN 'done' ELSE 'failed' END,
  'how', pl.how,
  'duration_ms', pl.duration_ms,
  'error', pl.error,
  'incident', ${INCIDENT},
  'reported_at', ${time('pl.reported_at')}) END`;

/** What statusSince needs of the device, over the aliases of deviceJoins. */
export const DEVICE_TIMES = `json_build_object(
  'failed_at', ${time('pl.failed_at')},
  'shown_at', ${time('coalesce(pl.shown_at, pl.created_at)')},
  'lost_at', ${time('pl.lost_at')},
  'unplaced_at', ${time('d.unplaced_at')},
  'placed_at', ${time('pl.created_at')},
  'admin_changed_at', ${time('a.admin_changed_at')})`;

const LEAVING = `(
SELECT coalesce(json_agg(json_build_object('agent_host', oa.host, 'epoch', o.epoch,
  'fenced', o.fenced) ORDER BY o.epoch), '[]')
FROM placements o JOIN agents oa ON oa.id = o.agent_id WHERE o.device_id = d.id AND o.wanted = 'absent')`;

/** What a caller asks about: a row whose device is explained. */
export interface Explainable {
  /** A table with an alias, and expressions over it. */
  readonly from: string;
  readonly id: string;
  readonly projectId: string;
  readonly deviceId: string;
  /** Selects, as a JSON list, those addresses of the device `d` that another one may have until now. */
  readonly awaitedAddresses: string;
}

/** $1 the id, $2 whether an admin asks, $3 the project, $4 milliseconds after which an agent counts as down. */
export const explainSql = ({ from, id, projectId, deviceId, awaitedAddresses }: Explainable): string => `
SELECT d.id AS device_id, d.generation, d.realized_generation, ${time('d.changed_at')} AS changed_at,
  ${PLACEMENT} AS placement, ${DEVICE_TIMES} AS times, ${LEAVING} AS leaving, d.placement_reason, pl.dispatch_reason,
  CASE WHEN ${waitsForAddressSql('d')} THEN (${awaitedAddresses}) END AS awaited_addresses,
  (${isIdleSql('pl')}) IS TRUE AS "isIdle", ${deviceFactsJson()} AS facts,
  (SELECT json_agg(o ORDER BY o.place, o.id) FROM (${OBJECTS}) o) AS objects
FROM ${from} ${deviceJoins({ deviceId })}
WHERE ${id} = $1 AND ($2 OR ${projectId} = $3)`;

export interface ExplainedPlacement {
  readonly agent_host: RowOf<'agents'>['host'];
  readonly agent_alive: boolean;
}

export interface ExplainedObject {
  readonly type: 'vip' | 'pool' | 'health_monitor' | 'member' | 'router' | 'floatingip';
  readonly id: string;
  readonly name: string | null;
  readonly admin_state_up: boolean;
  readonly created: number;
  readonly changed: number;
  readonly changed_at: string;
  readonly address: RowOf<'members'>['address'] | null;
  readonly protocol_port: RowOf<'members'>['protocol_port'] | null;
  readonly health: DeviceFacts['health'];
  readonly health_check: RowOf<'member_health'>['check_text'];
  readonly health_changed_at: string | null;
  readonly unserved: Unserved | null;
}

type Device = RowOf<'devices'>;

export type DeviceTimes = Omit<StatusTimes, 'changed_at' | 'health_changed_at'>;

export interface ExplainRow extends Pick<Device, 'generation' | 'realized_generation' | 'placement_reason'> {
  readonly device_id: Device['id'];
  readonly changed_at: string;
  readonly placement: ExplainedPlacement | null;
  readonly times: DeviceTimes;
  readonly leaving: readonly unknown[];
  readonly dispatch_reason: RowOf<'placements'>['dispatch_reason'];
  readonly awaited_addresses: readonly string[] | null;
  /** The agent was never sent it, as there was never anything to run. */
  readonly isIdle: boolean;
  readonly facts: DeviceFacts;
  readonly objects: readonly ExplainedObject[];
}
