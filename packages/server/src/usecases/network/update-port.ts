import type { RowOf, Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import { differs } from '../differs.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { formatAddress, parseAddress } from './address.ts';
import { type AddressableSubnet, lockSubnetsBeforePort } from './addressable-subnet.ts';
import { type FixedIp, type FixedIpRequest, assignFixedIps } from './assign-fixed-ips.ts';
import { type LockedPort, lockPort } from './lock-port.ts';
import { checkFixedIps, refuseChoices } from './port-policy.ts';

export interface PortChanges {
  readonly name?: string;
  readonly adminStateUp?: boolean;
  readonly deviceId?: string;
  readonly deviceOwner?: string;
  /** All the addresses that the port shall have. */
  readonly fixedIps?: readonly FixedIpRequest[];
}

const UPDATE_PORT = `
UPDATE ports SET name = $2, admin_state_up = $3, device_id = $4, device_owner = $5 WHERE id = $1`;

/**
 * @throws ApiError PortNotFound, RuleForbids, PortInUse (the addresses, the owner and the state of the port
 * of a VIP or a router belong to that), FipAssociated, and what allocatePort throws about addresses
 */
export async function updatePort(
  tx: Tx,
  context: CallContext,
  id: string,
  changes: PortChanges,
): Promise<void> {
  const subnets = changes.fixedIps === undefined ? [] : await lockSubnetsBeforePort(tx, id);
  const port = await lockPort(tx, context, id);
  refuseChoices(context, port.networkProjectId, 'update', changes);
  refuseTaking(id, port, changes);
  const { fixedIps, ...plain } = changes;
  const next = { ...port, ...plain };
  await tx.query(UPDATE_PORT, [id, next.name, next.adminStateUp, next.deviceId, next.deviceOwner]);
  if (fixedIps !== undefined) await replaceFixedIps(tx, { id, networkId: port.networkId }, fixedIps, subnets);
  audit(tx, context, { action: 'update', resourceType: 'port', resourceId: id, body: changes });
}

function refuseTaking(id: string, port: LockedPort, changes: PortChanges): void {
  const { fixedIps, deviceId, deviceOwner, adminStateUp } = changes;
  const isSame = fixedIps === undefined && !differs(port, { deviceId, deviceOwner, adminStateUp });
  if ((port.isVip || port.isRouted) && !isSame) throw apiError('PortInUse', { id, device_id: port.deviceId });
}

const CURRENT = `
SELECT a.subnet_id AS "subnetId", host(a.ip_address) AS "ipAddress", EXISTS (
  SELECT 1 FROM floating_ips f WHERE f.fixed_port_id = a.port_id AND f.fixed_ip_address = a.ip_address
) AS "isFloating"
FROM ip_allocations a WHERE a.port_id = $1 ORDER BY a.ip_address`;

interface FixedIpRow {
  readonly subnetId: RowOf<'ip_allocations'>['subnet_id'];
  readonly ipAddress: RowOf<'ip_allocations'>['ip_address'];
  /** A floating IP is translated to it. */
  readonly isFloating: boolean;
}

/** Given back before others are taken; what is wanted already stays as it is. */
async function replaceFixedIps(
  tx: Tx,
  port: { readonly id: string; readonly networkId: string },
  wanted: readonly FixedIpRequest[],
  subnets: readonly AddressableSubnet[],
): Promise<void> {
  checkFixedIps(wanted);
  const current = (await tx.query<FixedIpRow>(CURRENT, [port.id])).map(canonical);
  const { kept, missing } = matchFixedIps(current, wanted);
  if (current.some((ip) => ip.isFloating && !kept.includes(ip)))
    throw apiError('FipAssociated', { port_id: port.id });
  await tx.query('DELETE FROM ip_allocations WHERE port_id = $1 AND NOT ip_address = ANY($2::inet[])', [
    port.id,
    kept.map(({ ipAddress }) => ipAddress),
  ]);
  await assignFixedIps(tx, port, subnets, missing);
}

const canonical = <T extends FixedIpRequest>(ip: T): T => {
  const address = ip.ipAddress === undefined ? undefined : parseAddress(ip.ipAddress);
  return address === undefined ? ip : { ...ip, ipAddress: formatAddress(address) };
};

/** Named addresses choose first; a request for any address of a subnet is content with one that is there. */
export function matchFixedIps(
  current: readonly FixedIp[],
  wanted: readonly FixedIpRequest[],
): { readonly kept: readonly FixedIp[]; readonly missing: readonly FixedIpRequest[] } {
  const kept: FixedIp[] = [];
  const missing: FixedIpRequest[] = [];
  const namedFirst = [
    ...wanted.filter((ip) => ip.ipAddress !== undefined),
    ...wanted.filter((ip) => ip.ipAddress === undefined),
  ];
  for (const request of namedFirst.map(canonical)) {
    const found = current.find((ip) => !kept.includes(ip) && satisfies(ip, request));
    if (found === undefined) missing.push(request);
    else kept.push(found);
  }
  return { kept, missing };
}

const satisfies = (ip: FixedIp, request: FixedIpRequest): boolean =>
  (request.subnetId ?? ip.subnetId) === ip.subnetId && (request.ipAddress ?? ip.ipAddress) === ip.ipAddress;
