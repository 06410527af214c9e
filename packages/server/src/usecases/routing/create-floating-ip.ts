import { randomUUID } from 'node:crypto';
import type { Tx } from '../../persistence/index.ts';
import { lockDevices } from '../../devices/index.ts';
import { audit } from '../audit.ts';
import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import type { AddressableSubnet } from '../network/addressable-subnet.ts';
import { type PortRequest, allocatePort, lockForPort } from '../network/allocate-port.ts';
import { findNetworks } from '../network/visibility.ts';
import { associate } from './associate.ts';
import type { FoundFloatingIp } from './find-floating-ip.ts';
import { planAssociation } from './plan-association.ts';

export interface FloatingIpInput {
  readonly projectId: string;
  readonly floatingNetworkId: string;
  /** Absent: the next free IPv4 address of the network. */
  readonly floatingIpAddress?: string | undefined;
  readonly portId?: string | undefined;
  readonly fixedIpAddress?: string | undefined;
}

const INSERT = `
INSERT INTO floating_ips (id, project_id, floating_network_id, floating_port_id, created_generation, changed_generation)
VALUES ($1, $2, $3, $4, 0, 0)`;

/**
 * An IPv4 address of an external network, which may point at a port at once.
 * @throws ApiError NetworkNotFound, FloatingIpRequestInvalid, ExternalIpAddressExhausted, those of planAssociation and
 * associate, and of its port
 */
export async function createFloatingIp(
  tx: Tx,
  context: CallContext,
  input: FloatingIpInput,
): Promise<string> {
  const { projectId, floatingNetworkId: networkId, portId, fixedIpAddress } = input;
  if (portId === undefined && fixedIpAddress !== undefined) throw addressWithoutPort();
  const [network] = await findNetworks(tx, context, [networkId], 'use');
  if (network?.external !== true) throw invalid(`Network ${networkId} is not a valid external network`);
  const target =
    portId === undefined
      ? undefined
      : await planAssociation(tx, context, { projectId, networkId }, { portId, fixedIpAddress });
  const id = randomUUID();
  const port = portOf(id, input);
  const subnets = await lockForPort(tx, port);
  // Before the port, as everywhere.
  if (target !== undefined) lockDevices(tx, [target.routerId]);
  const floatingPortId = await takePort(tx, port, subnets);
  await tx.query(INSERT, [id, projectId, networkId, floatingPortId]);
  const none = { fixedPortId: null, fixedIpAddress: null, routerId: null };
  const created: FoundFloatingIp = { id, projectId, networkId, floatingPortId, ...none };
  if (target !== undefined) await associate(tx, created, target);
  audit(tx, context, { action: 'create', resourceType: 'floating_ip', resourceId: id, body: input });
  return id;
}

/** Of no project: the address is on a network that others own. Its MAC address is never seen: the router answers. */
const portOf = (id: string, { floatingNetworkId, floatingIpAddress }: FloatingIpInput): PortRequest => ({
  projectId: '',
  networkId: floatingNetworkId,
  name: '',
  deviceId: id,
  deviceOwner: 'network:floatingip',
  adminStateUp: true,
  fixedIps: floatingIpAddress === undefined ? undefined : [{ ipAddress: floatingIpAddress }],
});

async function takePort(tx: Tx, port: PortRequest, subnets: readonly AddressableSubnet[]): Promise<string> {
  const ipv4 = subnets.filter(({ version }) => version === 4);
  if (ipv4.length === 0) throw apiError('ExternalIpAddressExhausted', { net_id: port.networkId });
  return (await allocatePort(tx, port, ipv4)).id;
}

export const addressWithoutPort = () => invalid('fixed_ip_address cannot be specified without a port_id');

const invalid = (reason: string) => apiError('FloatingIpRequestInvalid', { reason });
