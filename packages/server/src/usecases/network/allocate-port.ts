import { randomBytes, randomUUID } from 'node:crypto';
import { type RowOf, StaleRead, type Tx, isRefusedBy } from '../../persistence/index.ts';
import { type ApiError, apiError } from '../errors.ts';
import { type AddressableSubnet, lockSubnets, lockSubnetsAlone } from './addressable-subnet.ts';
import { type FixedIp, type FixedIpRequest, assignFixedIps } from './assign-fixed-ips.ts';

export interface PortRequest {
  readonly projectId: string;
  readonly networkId: string;
  readonly name: string;
  readonly deviceId: string;
  readonly deviceOwner: string;
  readonly adminStateUp: boolean;
  /** Of a VIP: none of the free addresses is taken that a member of its subnet, or of its own, has. */
  readonly loadBalancerId?: string | undefined;
  /** Six octets in lower case; a free one of the fa:16:3e range when absent. */
  readonly macAddress?: string | undefined;
  /** Absent: one address per IP version that the network has a subnet for. Empty: none. */
  readonly fixedIps?: readonly FixedIpRequest[] | undefined;
}

export interface AllocatedPort {
  readonly id: string;
  readonly macAddress: string;
  readonly fixedIps: readonly FixedIp[];
}

const INSERT_PORT = `
INSERT INTO ports (id, project_id, network_id, name, mac_address, admin_state_up, device_id, device_owner)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT ON CONSTRAINT ports_mac_key DO NOTHING
RETURNING id`;

const MAC_ATTEMPTS = 8;

/**
 * The subnets that a port may take addresses of, locked for it. The network is locked before them (`findNetworks`).
 */
export async function lockForPort(tx: Tx, request: PortRequest): Promise<readonly AddressableSubnet[]> {
  const { networkId, fixedIps = [] } = request;
  return fixedIps.length > 1 ? lockSubnetsAlone(tx, [networkId]) : lockSubnets(tx, networkId);
}

/**
 * Creates a port and takes its addresses of subnets that are locked for it. Explicit addresses may lie outside the
 * allocation pools; the others are the lowest free ones. What it throws has to end the caller's transaction.
 * @throws ApiError InvalidInput, InvalidIpForNetwork, IpAddressInUse, IpAddressGenerationFailure, MacAddressInUse,
 * ServiceUnavailable (no free MAC address)
 */
export async function allocatePort(
  tx: Tx,
  request: PortRequest,
  subnets: readonly AddressableSubnet[],
): Promise<AllocatedPort> {
  const id = randomUUID();
  const macAddress = await insertPort(tx, id, request);
  const port = { id, networkId: request.networkId, loadBalancerId: request.loadBalancerId };
  return { id, macAddress, fixedIps: await assignFixedIps(tx, port, subnets, request.fixedIps) };
}

/**
 * Removes a port and gives its addresses back. Removing what is gone is no error. A floating IP that has come to lead
 * to it since its routers were found makes the work begin anew: only its router, locked before the port, lets it go.
 */
export async function releasePort(tx: Tx, portId: string): Promise<void> {
  try {
    await tx.query('DELETE FROM ports WHERE id = $1', [portId]);
  } catch (error) {
    if (!isRefusedBy('floating_ips_fixed_port_fkey', error)) throw error;
    throw new StaleRead(`a floating IP leads to port ${portId}`, { cause: error });
  }
}

async function insertPort(tx: Tx, id: string, request: PortRequest): Promise<string> {
  const wanted = request.macAddress;
  for (let attempt = 0; attempt < (wanted === undefined ? MAC_ATTEMPTS : 1); attempt += 1) {
    const mac = wanted ?? randomMac();
    const { projectId, networkId, name, adminStateUp, deviceId, deviceOwner } = request;
    const params = [id, projectId, networkId, name, mac, adminStateUp, deviceId, deviceOwner];
    const inserted = await tx.query<Pick<RowOf<'ports'>, 'id'>>(INSERT_PORT, params);
    if (inserted.length > 0) return mac;
  }
  throw macFailure(request.networkId, wanted);
}

function macFailure(networkId: string, wanted: string | undefined): ApiError {
  return wanted === undefined
    ? apiError('ServiceUnavailable', { reason: `no free MAC address found on network ${networkId}` })
    : apiError('MacAddressInUse', { network_id: networkId, mac_address: wanted });
}

/** fa:16:3e is the range that Neutron gives its ports. */
function randomMac(): string {
  return ['fa', '16', '3e', ...(randomBytes(3).toString('hex').match(/../g) ?? [])].join(':');
}
