import type { Tx } from '../../persistence/index.ts';
import { type ApiError, apiError } from '../errors.ts';
import { type Address, parseAddress } from './address.ts';
import type { AddressableSubnet } from './addressable-subnet.ts';
import { contains } from './cidr.ts';
import { type AddressedPort, takeAddress, takeFreeAddress } from './take-address.ts';

/** A subnet (any free address of it), an address (the subnet that contains it), or both. */
export interface FixedIpRequest {
  readonly subnetId?: string | undefined;
  readonly ipAddress?: string | undefined;
}

export interface FixedIp {
  readonly subnetId: string;
  readonly ipAddress: string;
}

interface PortRef extends AddressedPort {
  readonly networkId: string;
}

export const MAX_FIXED_IPS = 5;

/** Takes an address for each request, or one per IP version when there are no requests. */
export async function assignFixedIps(
  tx: Tx,
  port: PortRef,
  subnets: readonly AddressableSubnet[],
  requests: readonly FixedIpRequest[] | undefined,
): Promise<FixedIp[]> {
  if (requests === undefined) return assignDefaults(tx, port, subnets);
  if (requests.length > MAX_FIXED_IPS) {
    throw apiError('InvalidInput', { reason: `a port has at most ${MAX_FIXED_IPS} fixed IPs` });
  }
  const wanted = requests.map((request) => resolve(port, subnets, request));
  const taken: FixedIp[] = [];
  // Named addresses first, so that none of them is taken as the lowest free one.
  for (const { subnet, address } of wanted.toSorted(namedFirst)) {
    const ipAddress =
      address === undefined
        ? await takeSomeAddress(tx, port, [subnet])
        : { subnetId: subnet.id, ipAddress: await takeAddress(tx, subnet, port.id, address) };
    taken.push(ipAddress);
  }
  return taken;
}

interface Wanted {
  readonly subnet: AddressableSubnet;
  readonly address: Address | undefined;
}

const namedFirst = (a: Wanted, b: Wanted): number =>
  Number(a.address === undefined) - Number(b.address === undefined);

function resolve(port: PortRef, subnets: readonly AddressableSubnet[], request: FixedIpRequest): Wanted {
  const address = request.ipAddress === undefined ? undefined : readAddress(request.ipAddress);
  const subnet = subnets.find((candidate) =>
    request.subnetId === undefined
      ? address !== undefined && contains(candidate.cidr, address)
      : candidate.id === request.subnetId,
  );
  if (subnet === undefined) throw noSuchSubnet(port, request);
  return { subnet, address };
}

function readAddress(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw apiError('InvalidInput', { reason: `'${text}' is not an IP address` });
  return address;
}

function noSuchSubnet(port: PortRef, request: FixedIpRequest): ApiError {
  return request.subnetId === undefined
    ? apiError('InvalidIpForNetwork', { ip_address: request.ipAddress ?? '' })
    : apiError('InvalidInput', { reason: `network ${port.networkId} has no subnet ${request.subnetId}` });
}

async function assignDefaults(
  tx: Tx,
  port: PortRef,
  subnets: readonly AddressableSubnet[],
): Promise<FixedIp[]> {
  const taken: FixedIp[] = [];
  for (const version of [4, 6] as const) {
    const eligible = subnets.filter((subnet) => subnet.version === version);
    if (eligible.length > 0) taken.push(await takeSomeAddress(tx, port, eligible));
  }
  return taken;
}

/** A free address of the first subnet that has one. */
async function takeSomeAddress(
  tx: Tx,
  port: PortRef,
  subnets: readonly AddressableSubnet[],
): Promise<FixedIp> {
  for (const subnet of subnets) {
    const ipAddress = await takeFreeAddress(tx, subnet, port);
    if (ipAddress !== undefined) return { subnetId: subnet.id, ipAddress };
  }
  throw apiError('IpAddressGenerationFailure', { network_id: port.networkId });
}
