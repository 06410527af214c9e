import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGenerations, startSending } from '../../devices/index.ts';
import { holdAddresses, waitForAddresses } from '../network/address-holds.ts';
import { type ListenerOptions, refuseListener } from './create-listener.ts';
import type { FoundPool } from './find-pool.ts';
import type { FoundListener } from './find-listener.ts';
import { persistenceColumn } from './session-persistence.ts';

/**
 * Whoever changes a subnet looks for its listeners behind a lock that excludes this one, and so finds each where it
 * stays.
 */
const LOCK_SUBNETS = `
SELECT 1 FROM subnets s WHERE s.id IN (SELECT a.subnet_id FROM ip_allocations a WHERE a.port_id = $1)
ORDER BY s.id FOR SHARE`;

/**
 * Before ENTER, as a statement of its own: a port belongs to one load balancer at each moment. The pool before its load
 * balancer, as a change of its name writes them, which locks no device.
 */
const LEAVE = `
WITH pool AS (
  UPDATE pools SET session_persistence = NULL, changed_generation = $4 WHERE id = $3 RETURNING load_balancer_id
)
UPDATE load_balancers lb SET vip_port_id = NULL FROM pool
WHERE lb.id = pool.load_balancer_id AND lb.id = $1 AND lb.vip_port_id = $2 RETURNING lb.id`;

/** created_generation 0: the listener is older than its place on this device, so it is being updated, not created. */
const ENTER = `
WITH listener AS (
  UPDATE listeners SET load_balancer_id = $2, default_pool_id = $3, created_generation = 0, changed_generation = $4
  WHERE id = $1
), pool AS (
  UPDATE pools SET session_persistence = $6 WHERE id = $3 RETURNING load_balancer_id
), load_balancer AS (
  UPDATE load_balancers lb SET vip_port_id = $5 FROM pool WHERE lb.id = pool.load_balancer_id
)
UPDATE ports SET device_id = $7 WHERE id = $5`;

/**
 * Gives a listener with its port and session persistence to another pool, and so to another device, which waits until
 * the first one has let the address go. Returns the new device's generation.
 * @throws ApiError ListenerExists, StateInvalid
 */
export async function moveListener(
  { placer, maxListeners }: ListenerOptions,
  tx: Tx,
  listener: FoundListener,
  target: FoundPool,
): Promise<number> {
  tx.send(LOCK_SUBNETS, [listener.portId]);
  const devices = [listener.deviceId, target.deviceId];
  startSending(tx, target.deviceId, devices);
  const generations = await bumpGenerations(tx, devices);
  const left = generations.get(listener.deviceId);
  const entered = generations.get(target.deviceId);
  if (left === undefined || entered === undefined)
    throw new StaleRead(`listener ${listener.id} or its target is gone`);
  const freed = await tx.query(LEAVE, [listener.deviceId, listener.portId, listener.poolId, left]);
  if (freed.length === 0) throw new StaleRead(`listener ${listener.id} has moved`);
  await refuseListener(tx, target, { maxListeners, portId: listener.portId });
  await holdAddresses(tx, listener.portId, { deviceId: listener.deviceId, generation: left });
  const persistence = persistenceColumn(listener.sessionPersistence);
  const { deviceId, id: poolId } = target;
  await tx.query(ENTER, [listener.id, deviceId, poolId, entered, listener.portId, persistence, deviceId]);
  await waitForAddresses(tx, listener.portId, deviceId);
  await placer.ensureFit(tx, deviceId);
  return entered;
}
