import type { AgentId, DeviceId, DeviceKind } from '@lbaas/common/domain';
import {
  bigint,
  boolean,
  inet,
  integer,
  nullable,
  primary,
  real,
  table,
  text,
  timestamp,
  timestampNow,
  uuid,
} from './table.ts';

export const DEVICES = table(
  'devices',
  {
    id: primary(uuid<DeviceId>()),
    kind: text<DeviceKind>(),
    project_id: text(),
    provider: text(),
    generation: bigint(1),
    realized_generation: bigint(0),
    epoch: bigint(0),
    deleting: boolean(false),
    after_device_id: nullable(uuid<DeviceId>()),
    after_generation: nullable(bigint()),
    placement_reason: nullable(text()),
    request_id: nullable(text()),
    created_at: timestampNow(),
    changed_at: timestampNow(),
    unplaced_at: nullable(timestamp()),
  },
  {
    indices: [
      { name: 'devices_after', columns: ['after_device_id'], where: '(after_device_id IS NOT NULL)' },
      { name: 'devices_deleting', columns: ['id'], where: 'deleting' },
    ],
  },
);

export const PLACEMENTS = table(
  'placements',
  {
    device_id: primary(uuid<DeviceId>()),
    agent_id: primary(uuid<AgentId>()),
    epoch: bigint(),
    wanted: text<'present' | 'absent' | 'idle'>(),
    dispatched_generation: bigint(0),
    dispatched_at: nullable(timestamp()),
    attempts: integer(0),
    not_before: timestampNow(),
    dispatch_reason: nullable(text()),
    observed_generation: bigint(0),
    failed_generation: bigint(0),
    error: nullable(text()),
    how: nullable(text()),
    duration_ms: nullable(real()),
    reported_at: nullable(timestamp()),
    received_at: nullable(timestamp()),
    created_at: timestampNow(),
    incident_at: nullable(timestamp()),
    incident: nullable(text()),
    incident_generation: nullable(bigint()),
    incident_passed: nullable(timestamp()),
    failed_at: nullable(timestamp()),
    lost_at: nullable(timestamp()),
    shown_at: nullable(timestamp()),
    /** Absent, and its host cannot answer any more unless somebody lets it: nobody waits for it to confirm. */
    fenced: boolean(false),
    /** The host that the device came from, and why; NULL when it came from none. */
    moved_from: nullable(text()),
    moved_why: nullable(text()),
  },
  {
    references: [
      { name: 'placements_device_fkey', column: 'device_id', to: 'devices' },
      { name: 'placements_agent_fkey', column: 'agent_id', to: 'agents', onDelete: 'CASCADE' },
    ],
    indices: [
      { name: 'placements_agent', columns: ['agent_id'] },
      {
        name: 'placements_incident',
        columns: ['incident_at'],
        where: '(incident_at IS DISTINCT FROM incident_passed)',
      },
      { name: 'placements_leaving', columns: ['device_id'], where: "(wanted = 'absent')" },
      { name: 'placements_unsent', columns: ['device_id'], where: '(dispatched_generation = 0)' },
    ],
    uniques: [{ name: 'placements_epoch_key', columns: ['device_id', 'epoch'] }],
    checks: [{ name: 'placements_wanted_check', expression: "wanted IN ('present', 'absent', 'idle')" }],
  },
);

export const ADDRESS_HOLDS = table(
  'address_holds',
  {
    network_id: primary(uuid()),
    ip_address: primary(inet()),
    device_id: primary(uuid<DeviceId>()),
    generation: bigint(),
  },
  {
    references: [
      { name: 'address_holds_device_fkey', column: 'device_id', to: 'devices', onDelete: 'CASCADE' },
    ],
    indices: [{ name: 'address_holds_device', columns: ['device_id'] }],
  },
);
