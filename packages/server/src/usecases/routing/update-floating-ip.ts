import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { associate } from './associate.ts';
import { addressWithoutPort } from './create-floating-ip.ts';
import { type FoundFloatingIp, findFloatingIp } from './find-floating-ip.ts';
import { type Association, type AssociationRequest, planAssociation } from './plan-association.ts';

export interface FloatingIpChanges {
  /** Present but undefined: none. */
  readonly portId?: string | undefined;
  /** Of the port that is named, or that it points at already. */
  readonly fixedIpAddress?: string | undefined;
}

/** @throws ApiError FloatingIPNotFound, and those of planAssociation and associate */
export async function updateFloatingIp(
  tx: Tx,
  context: CallContext,
  id: string,
  changes: FloatingIpChanges,
): Promise<void> {
  const floatingIp = await findFloatingIp(tx, context, id);
  const request = requestOf(floatingIp, changes);
  if (request !== 'same') {
    const target = request === 'none' ? undefined : await planAssociation(tx, context, floatingIp, request);
    if (differs(floatingIp, target)) await associate(tx, floatingIp, target);
  }
  audit(tx, context, { action: 'update', resourceType: 'floating_ip', resourceId: id, body: changes });
}

function requestOf(
  { fixedPortId }: FoundFloatingIp,
  changes: FloatingIpChanges,
): AssociationRequest | 'same' | 'none' {
  const { fixedIpAddress } = changes;
  const portId = 'portId' in changes ? changes.portId : (fixedPortId ?? undefined);
  if (portId === undefined && fixedIpAddress !== undefined) throw addressWithoutPort();
  if (portId === undefined) return 'none';
  if (!('portId' in changes) && fixedIpAddress === undefined) return 'same';
  return { portId, fixedIpAddress };
}

const differs = (
  { fixedPortId, fixedIpAddress, routerId }: FoundFloatingIp,
  target: Association | undefined,
): boolean =>
  fixedPortId !== (target?.portId ?? null) ||
  fixedIpAddress !== (target?.ipAddress ?? null) ||
  routerId !== (target?.routerId ?? null);
