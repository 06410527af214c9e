import type { AgentId, DeviceId } from '@lbaas/common/domain';
import type { RowOf, Tx } from '../persistence/index.ts';
import { type Liveness, beginsIdleSql, isHeldSql, isIdleSql } from '../devices/index.ts';
import type { Counted, Load } from './agent-loads.ts';
import type { Candidate } from './candidate.ts';
import { type TouchedNetwork, candidateSql, touchedNetworksSql } from './candidates-sql.ts';

type Device = RowOf<'devices'>;

export interface PlacementFacts extends Pick<Device, 'provider' | 'deleting'> {
  /** Nothing is to be run yet, and no host has ever had anything of it. */
  readonly beginsIdle: boolean;
  readonly placementReason: string | undefined;
  /** Those under its ports and the subnets of its pools, without local ones. */
  readonly networks: readonly TouchedNetwork[];
  readonly agents: readonly Omit<Candidate, keyof Load>[];
  readonly holderId: AgentId | undefined;
  /** Its holder has nothing of it yet, and is about to be sent something. */
  readonly holderWaits: boolean;
  /** Where it was asked for. */
  readonly counted?: Counted;
}

const placementFacts = (more = ''): string => `
SELECT json_build_object(
  'provider', d.provider,
  'deleting', d.deleting,
  'beginsIdle', ${beginsIdleSql('d')},
  'placementReason', d.placement_reason,
  'holderId', (SELECT p.agent_id FROM placements p WHERE p.device_id = d.id AND ${isHeldSql('p')}),
  'holderWaits', EXISTS (
    SELECT 1 FROM placements p
    WHERE p.device_id = d.id AND ${isHeldSql('p')} AND p.dispatched_generation = 0 AND p.received_at IS NULL),
  'networks', ${touchedNetworksSql('d')},
  'agents', (
    SELECT coalesce(json_agg(json_build_object(${candidateSql('$2')}) ORDER BY a.host), '[]')
    FROM agents a WHERE a.deleted_at IS NULL)
  ${more}
) AS facts
FROM devices d WHERE d.id = $1
FOR UPDATE OF d`;

const COUNTED = `,
  'counted', json_build_object(
    'devices', (
      SELECT coalesce(json_object_agg(c.agent_id, json_build_object('devices', c.devices, 'running', c.running)), '{}')
      FROM (
        SELECT agent_id, count(*) AS devices, count(*) FILTER (WHERE NOT ${isIdleSql('p')}) AS running
        FROM placements p WHERE ${isHeldSql('p')} GROUP BY agent_id) c),
    'visible', (
      SELECT coalesce(json_agg(p.device_id), '[]') FROM placements p
      WHERE p.device_id = ANY ($3::uuid[]) AND ${isHeldSql('p')}))`;

/** Two texts: the one that counts costs more the more there is, and the other keeps its plan. */
const READ_PLACEMENT_FACTS = placementFacts();
const READ_AND_COUNT = placementFacts(COUNTED);

export interface FactsOptions extends Liveness {
  readonly deviceId: DeviceId;
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
  readonly placementReason: Device['placement_reason'];
  readonly holderId: RowOf<'placements'>['agent_id'] | null;
};

export async function recordWaiting(tx: Tx, deviceId: DeviceId, reason: string): Promise<void> {
  await tx.query('UPDATE devices SET placement_reason = $2 WHERE id = $1', [deviceId, reason]);
}

const LOCK_WAITING_DEVICES = `
SELECT d.id, d.created_at::text AS "createdAt", d.request_id AS "requestId" FROM devices d
WHERE NOT d.deleting AND (d.created_at, d.id) > ($1::timestamptz, $2::uuid)
  AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.device_id = d.id AND ${isHeldSql('p')})
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
  readonly id: Device['id'];
  /** The API call that last changed it. */
  readonly requestId: Device['request_id'];
}
