import { asDeviceId } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { bumpGeneration, removeFinishedDevices, retirePlacements } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { holdAddresses } from '../network/address-holds.ts';
import { releasePort } from '../network/allocate-port.ts';
import { lockRouter } from './lock-router.ts';

const DELETE_ROUTER = `
WITH router AS (DELETE FROM routers WHERE id = $1)
UPDATE devices SET deleting = true WHERE id = $1`;

/**
 * Its gateway goes with it. The API forgets the router at once; its device stays until the agents confirm that nothing
 * of it runs.
 * @throws ApiError RouterNotFound, RouterInUse (it has interfaces, and so may have floating IPs)
 */
export async function deleteRouter(tx: Tx, context: CallContext, id: string): Promise<void> {
  const { gateway, interfaces } = await lockRouter(tx, context, id);
  if (interfaces.length > 0) throw apiError('RouterInUse', { id });
  const deviceId = asDeviceId(id);
  const generation = await bumpGeneration(tx, deviceId);
  await tx.query(DELETE_ROUTER, [id]);
  if (gateway !== null) {
    await holdAddresses(tx, gateway.portId, { deviceId, generation });
    await releasePort(tx, gateway.portId);
  }
  await retirePlacements(tx, deviceId);
  await removeFinishedDevices(tx, deviceId);
  audit(tx, context, { action: 'delete', resourceType: 'router', resourceId: id });
}
