import { asDeviceId } from '@lbaas/common/domain';
import { StaleRead, type Tx } from '../../persistence/index.ts';
import { bumpGenerations } from '../../devices/index.ts';
import { holdAddresses, waitForAddresses } from '../network/address-holds.ts';
import type { FoundFloatingIp } from './find-floating-ip.ts';
import type { Association } from './plan-association.ts';

/** Whoever takes addresses from the port, or the port away, waits, or is waited for. */
const LOCK_PORT = 'SELECT 1 FROM ports WHERE id = $1 FOR KEY SHARE';

/**
 * Only as it was found ($6 its router), and only while the router leads from its network to the address. The devices
 * of both routers are locked, so neither can change.
 */
const WRITE = `
UPDATE floating_ips f SET fixed_port_id = $2, fixed_ip_address = $3, router_id = $4, changed_generation = $5,
  created_generation = CASE WHEN f.router_id = $4 THEN f.created_generation ELSE $5::bigint END
WHERE f.id = $1 AND f.router_id IS NOT DISTINCT FROM $6 AND ($4::uuid IS NULL OR (
  EXISTS (
    SELECT 1 FROM router_interfaces ri JOIN ip_allocations a ON a.subnet_id = ri.subnet_id
    WHERE ri.router_id = $4 AND a.port_id = $2 AND a.ip_address = $3)
  AND EXISTS (
    SELECT 1 FROM routers r JOIN ports gp ON gp.id = r.gateway_port_id
    WHERE r.id = $4 AND gp.network_id = f.floating_network_id)))
RETURNING f.id`;

/**
 * Points a floating IP at an address, or at none. The router that lets its address go keeps it held until its host is
 * seen without it; the router that gets it waits for that.
 * @throws ApiError FloatingIPPortAlreadyAssociated, StateInvalid (two routers would wait for each other)
 */
export async function associate(
  tx: Tx,
  floatingIp: FoundFloatingIp,
  target: Association | undefined,
): Promise<void> {
  const { id, floatingPortId, routerId: former } = floatingIp;
  const next = target?.routerId ?? null;
  const routers = new Set([former, next].flatMap((router) => router ?? []));
  const generations = await bumpGenerations(tx, [...routers]);
  if (generations.size < routers.size) throw new StaleRead(`a router of floating IP ${id} is gone`);
  if (target !== undefined) tx.send(LOCK_PORT, [target.portId]);
  const generation = generations.get(next ?? '') ?? 0;
  const { portId = null, ipAddress = null } = target ?? {};
  const written = await tx.query(WRITE, [id, portId, ipAddress, next, generation, former]);
  if (written.length === 0) throw new StaleRead(`floating IP ${id}, or its way, has changed`);
  if (former !== null && former !== next)
    await holdAddresses(tx, floatingPortId, {
      deviceId: asDeviceId(former),
      generation: generations.get(former) ?? 0,
    });
  if (next !== null && former !== next) await waitForAddresses(tx, floatingPortId, asDeviceId(next));
}
