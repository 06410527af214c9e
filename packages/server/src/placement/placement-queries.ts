import type { AgentId, DeviceId } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';
import { networksOfDeviceSql } from '../devices/device-kinds.ts';
import { beginsIdleSql } from '../devices/idle-placements.ts';
import type { Counted } from './agent-loads.ts';
import type { Candidate } from './candidate.ts';

export interface PlacementFacts {
  readonly provider: string;
  readonly deleting: boolean;
  /** Nothing is to be run yet, and no host has anything of it. */
  readonly runsNothing: boolean;
  readonly placementReason: string | undefined;
  /** Physical networks of the flat networks under the VIP port and the subnets of the pools. */
  readonly physicalNetworks: readonly string[];
  readonly agents: readonly Omit<Candidate, 'devices'>[];
  readonly holderId: AgentId | undefined;
  /** Where it was asked for. */
  readonly counted?: Counted;
}

const placementFacts = (more = ''): string => `
SELECT json_build_object(
  'provider', d.provider,
  'deleting', d.deleting,
  'runsNothing', ${beginsIdleSql('d')},
  'placementReason', d.placement_reason,
  'holderId', (SELECT p.agent_id FROM placements p WHERE p.device_id = d.id AND p.wanted = 'present'),
  'physicalNetworks', (
    SELECT coalesce(json_agg(DISTINCT n.physical_network), '[]')
    FROM networks n
    WHERE n.network_type = 'flat' AND n.id IN ${networksOfDeviceSql('d')}),
  'agents', (
    SELECT coalesce(json_agg(json_build_object(
      'agentId', a.id,
      'host', a.host,
      'alive', a.heartbeat_at > clock_timestamp() - $2::float8 * interval '1 ms',
      'adminStateUp', a.admin_state_up,
      'cordoned', a.cordoned,
      'deviceDrivers', to_json(a.device_drivers),
      'physicalNetworks', to_json(a.physical_networks)
    ) ORDER BY a.host), '[]') FROM agents a)
  ${more}
) AS facts
FROM devices d WHERE d.id = $1
FOR UPDATE OF d`;

const COUNTED = `,
  'counted', json_build_object(
    'devices', (
      SELECT coalesce(json_object_agg(c.agent_id, c.devices), '{}')
      FROM (SELECT agent_id, count(*) AS devices FROM placements WHERE wanted = 'present' GROUP BY agent_id) c),
    'visible', (
      SELECT coalesce(json_agg(p.device_id), '[]') FROM placements p
      WHERE p.device_id = ANY ($3::uuid[]) AND p.wanted = 'present'))`;

/** Two texts: the one that counts costs more the more there is, and the other keeps its plan. */
const READ_PLACEMENT_FACTS = placementFacts();
const READ_AND_COUNT = placementFacts(COUNTED);

export interface FactsOptions {
  readonly deviceId: DeviceId;
  readonly agentDownAfterMs: number;
  /** Counts, and says which of these are in the counts. undefined = counts nothing. */
  readonly inFlight: readonly DeviceId[] | undefined;
}

/** Locks the device, so that nobody else places it meanwhile. Undefined when there is no such device. */
export async function readPlacementFacts(
  tx: Tx,
  { deviceId, agentDownAfterMs, inFlight }: FactsOptions,
): Promise<PlacementFacts | undefined> {
  const known = [deviceId, agentDownAfterMs];
  const rows = await (inFlight === undefined
    ? tx.query<{ facts: NullableFacts }>(READ_PLACEMENT_FACTS, known)
    : tx.query<{ facts: NullableFacts }>(READ_AND_COUNT, [...known, inFlight]));
  const facts = rows[0]?.facts;
  if (facts === undefined) return undefined;
  return {
    ...facts,
    placementReason: facts.placementReason ?? undefined,
    holderId: facts.holderId ?? undefined,
  };
}

type NullableFacts = Omit<PlacementFacts, 'placementReason' | 'holderId'> & {
  readonly placementReason: string | null;
  readonly holderId: AgentId | null;
};

const INSERT_PLACEMENT = `
WITH agent AS (
  SELECT id FROM agents WHERE id = $2 FOR KEY SHARE
), device AS (
  UPDATE devices d SET epoch = d.epoch + CASE WHEN agent.id IS NULL THEN 0 ELSE 1 END,
    placement_reason = CASE WHEN agent.id IS NULL THEN 'agent ' || $3::text || ' has just been deleted' END,
    realized_generation = CASE WHEN $4 AND agent.id IS NOT NULL THEN d.generation ELSE d.realized_generation END
  FROM (SELECT 1) one LEFT JOIN agent ON true
  WHERE d.id = $1 RETURNING d.id, d.epoch, CASE WHEN $4 THEN d.generation ELSE 0 END AS shown, agent.id AS agent_id
)
INSERT INTO placements AS p (device_id, agent_id, epoch, wanted, dispatched_generation, observed_generation)
SELECT id, agent_id, epoch, 'present', shown, shown FROM device WHERE agent_id IS NOT NULL
ON CONFLICT (device_id, agent_id) DO UPDATE SET
  epoch = EXCLUDED.epoch, wanted = 'present', dispatched_generation = 0, dispatched_at = NULL, attempts = 0,
  not_before = now(), dispatch_reason = NULL, observed_generation = 0, failed_generation = 0, error = NULL,
  how = NULL, duration_ms = NULL, reported_at = NULL, received_at = NULL, incident_at = NULL, incident = NULL,
  incident_generation = NULL`;

/**
 * Gives the device to an agent under the next epoch. It waits when the agent has been deleted meanwhile. An older
 * placement on the same agent becomes the new one: its epoch is what tells them apart. The agent is not told of a device
 * that runs nothing.
 */
export function insertPlacement(
  tx: Tx,
  deviceId: DeviceId,
  { agentId, host }: Pick<Candidate, 'agentId' | 'host'>,
  runsNothing: boolean,
): void {
  tx.send(INSERT_PLACEMENT, [deviceId, agentId, host, runsNothing]);
  if (!runsNothing) tx.notifyAfterCommit('lbaas_dispatch');
}

export async function recordWaiting(tx: Tx, deviceId: DeviceId, reason: string): Promise<void> {
  await tx.query('UPDATE devices SET placement_reason = $2 WHERE id = $1', [deviceId, reason]);
}

const LOCK_WAITING_DEVICES = `
SELECT d.id, d.created_at::text AS "createdAt", d.request_id AS "requestId" FROM devices d
WHERE NOT d.deleting AND (d.created_at, d.id) > ($1::timestamptz, $2::uuid)
  AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.device_id = d.id AND p.wanted = 'present')
ORDER BY d.created_at, d.id
LIMIT $3
FOR UPDATE OF d SKIP LOCKED`;

/** Where a pass over the waiting devices has come to. */
export interface WaitingCursor {
  readonly createdAt: string;
  readonly id: string;
}
export const FIRST_WAITING: WaitingCursor = {
  createdAt: '-infinity',
  id: '00000000-0000-0000-0000-000000000000',
};

/** The next devices without a host, oldest first, locked; those that another server works on are left out. */
export async function lockWaitingDevices(
  tx: Tx,
  after: WaitingCursor,
  limit: number,
): Promise<readonly WaitingDevice[]> {
  return tx.query<WaitingDevice>(LOCK_WAITING_DEVICES, [after.createdAt, after.id, limit]);
}

export interface WaitingDevice extends WaitingCursor {
  readonly id: DeviceId;
  /** The API call that last changed it. */
  readonly requestId: string | null;
}
