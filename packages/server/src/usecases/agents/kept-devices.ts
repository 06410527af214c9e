import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { apiError } from '../errors.ts';
import { requireAdmin } from './hosting-agent.ts';
import { lockAgent } from './lock-agent.ts';

/** What an agent runs as it is, because the database was restored from a dump (ADR 35). */
export interface KeptDevice {
  readonly device_id: string;
  readonly kind: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly epoch: number;
  readonly generation: number;
  readonly why: 'unknown' | 'newer';
  readonly agent_id: string;
  readonly host: string;
  /** Where the database has it; null = nowhere. */
  readonly placed_on: string | null;
}

const READ = `
SELECT k.device_id, k.kind, k.name, k.addresses, k.epoch::int, k.generation::int, k.why, a.id AS agent_id, a.host, (
  SELECT o.host FROM placements p JOIN agents o ON o.id = p.agent_id
  WHERE p.device_id = k.device_id AND p.wanted <> 'absent' LIMIT 1) AS placed_on
FROM agents a, jsonb_to_recordset(a.kept_devices) AS k
  (device_id uuid, kind text, name text, addresses jsonb, epoch bigint, generation bigint, why text)
WHERE a.deleted_at IS NULL AND a.kept_devices IS NOT NULL ORDER BY a.host, k.device_id`;

/** @throws ApiError PolicyNotAuthorized */
export async function readKeptDevices(tx: Tx, context: CallContext): Promise<readonly KeptDevice[]> {
  requireAdmin(context, 'get_kept_devices');
  return tx.query<KeptDevice>(READ);
}

const FIND = `
SELECT host, EXISTS (
  SELECT FROM jsonb_array_elements(kept_devices) k WHERE k->>'device_id' = $2) AS "isKept"
FROM agents WHERE id = $1`;

/**
 * What the database says of the device holds from now on, once its agent hears of it. @returns the host of the agent
 * @throws ApiError AgentNotFound, also for whoever is no admin; KeptDeviceNotFound
 */
export async function decideKeptDevice(
  tx: Tx,
  context: CallContext,
  { agentId, deviceId }: { readonly agentId: string; readonly deviceId: string },
): Promise<string> {
  await lockAgent(tx, context, agentId);
  const [agent] = await tx.query<{ host: string; isKept: boolean }>(FIND, [agentId, deviceId]);
  if (agent === undefined) throw apiError('AgentNotFound', { id: agentId });
  if (!agent.isKept) throw apiError('KeptDeviceNotFound', { host: agent.host, id: deviceId });
  audit(tx, context, { action: 'delete', resourceType: 'kept_device', resourceId: deviceId });
  return agent.host;
}
