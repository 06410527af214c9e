import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGenerations } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { clearFloatingIps } from '../network/floating-ips-of-port.ts';
import { releasePort } from '../network/allocate-port.ts';
import type { CallContext } from '../call-context.ts';
import { holdAddresses } from '../network/address-holds.ts';
import { findListener } from './find-listener.ts';

/** The pool before its load balancer, as a change of its name writes them, which locks no device. */
const DELETE_LISTENER = `
WITH listener AS (
  DELETE FROM listeners WHERE id = $1 AND load_balancer_id = $2 RETURNING default_pool_id
), pool AS (
  UPDATE pools SET session_persistence = NULL, changed_generation = $3 FROM listener
  WHERE pools.id = listener.default_pool_id RETURNING pools.load_balancer_id
)
UPDATE load_balancers lb SET vip_port_id = NULL FROM pool WHERE lb.id = pool.load_balancer_id RETURNING lb.id`;

/**
 * The address goes with it, and no floating IP points at it any more; the pool with its members and monitors stays.
 * @throws ApiError ListenerNotFound
 */
export async function deleteListener(tx: Tx, context: CallContext, id: string): Promise<void> {
  const { deviceId, portId, routerIds } = await findListener(tx, context, id);
  const generations = await bumpGenerations(tx, [deviceId, ...routerIds]);
  const generation = generations.get(deviceId);
  if (generation === undefined) throw new StaleRead(`device ${deviceId} is gone`);
  const deleted = await tx.query(DELETE_LISTENER, [id, deviceId, generation]);
  if (deleted.length === 0) throw new StaleRead(`listener ${id} has moved or is gone`);
  await holdAddresses(tx, portId, { deviceId, generation });
  if (routerIds.length > 0) await clearFloatingIps(tx, portId, generations);
  await releasePort(tx, portId);
  audit(tx, context, { action: 'delete', resourceType: 'listener', resourceId: id });
}
