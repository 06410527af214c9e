import type { AgentId } from '@lbaas/common/domain';
import { insertPlacement, isHeldSql } from '../../devices/index.ts';
import type { RowOf, Tx } from '../../persistence/index.ts';
import type { Mover } from '../../placement/index.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { lockAgent } from './lock-agent.ts';

const LOCK_DEVICE = 'SELECT id FROM devices WHERE id = $1 AND NOT deleting FOR UPDATE';

const READ_HOLDER = `
SELECT a.id, a.host FROM placements p JOIN agents a ON a.id = p.agent_id WHERE p.device_id = $1 AND ${isHeldSql('p')}`;

type Device = Pick<RowOf<'devices'>, 'id'>;
type Holder = Pick<RowOf<'agents'>, 'id' | 'host'>;

export interface MovedDevice {
  readonly device_id: string;
  /** null when it had no host. */
  readonly from: string | null;
  readonly to: string;
}

const WHY = 'an administrator has moved it';

/**
 * Gives a device to an agent of the caller's choice. Its former host takes it down first, if that lives.
 * @throws ApiError AgentNotFound, also for whoever is no admin; DeviceNotFound; AgentUnfit
 */
export async function moveDevice(
  mover: Mover,
  tx: Tx,
  context: CallContext,
  { agentId, deviceId }: { readonly agentId: string; readonly deviceId: string },
): Promise<MovedDevice> {
  await lockAgent(tx, context, agentId);
  const [device] = await tx.query<Device>(LOCK_DEVICE, [deviceId]);
  if (device === undefined) throw apiError('DeviceNotFound', { id: deviceId });
  const [holder] = await tx.query<Holder>(READ_HOLDER, [deviceId]);
  const target = await mover.judge(tx, device.id, agentId as AgentId);
  if (holder?.id === target.agentId) return { device_id: deviceId, from: holder.host, to: target.host };
  if (target.refusal !== undefined) {
    throw apiError('AgentUnfit', { host: target.host, id: deviceId, reason: target.refusal });
  }
  const assigned = { deviceId: device.id, agentId: target.agentId, host: target.host };
  if (holder === undefined) insertPlacement(tx, device.id, { ...assigned, isIdle: false });
  else {
    const from = { agentId: holder.id, host: holder.host };
    const away = { from, why: WHY, isFenced: false, requestId: context.requestId };
    await mover.move(tx, away, [assigned]);
  }
  return { device_id: deviceId, from: holder?.host ?? null, to: target.host };
}
