import { apiError } from '../errors.ts';
import { type Address, formatAddress, isLinkLocal, parseAddress } from './address.ts';
import {
  type AddressRange,
  type AllocationPool,
  type PoolProblem,
  checkPools,
  inSomePool,
  rangeText,
} from './allocation-pool.ts';
import { type Cidr, formatCidr, isHostAddress, parseCidr } from './cidr.ts';
import { isNetworkAddress } from './host-route.ts';
import { reservedWithin } from './reserved-prefix.ts';

const MAX_POOLS = 64;

/** @throws ApiError InvalidInput: not a CIDR, host bits set, another IP version, reserved addresses */
export function checkCidr(ipVersion: number, text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw invalid(`'${text}' is not a valid IP subnet`);
  if (cidr.version !== ipVersion) throw invalid(`cidr '${text}' does not match ip_version ${ipVersion}`);
  if (!isNetworkAddress(text, cidr)) {
    throw invalid(`'${text}' is not a valid IP subnet, '${formatCidr(cidr)}' is recommended`);
  }
  const reserved = reservedWithin(cidr);
  if (reserved !== undefined)
    throw invalid(`'${text}' has addresses of the reserved ${formatCidr(reserved)}`);
  return cidr;
}

/** A host address of the subnet or, in IPv6, a link-local one. @throws ApiError InvalidInput */
export function checkGateway(cidr: Cidr, text: string): Address {
  const gateway = parseAddress(text);
  if (gateway === undefined) throw invalid(`'${text}' is not an IP address`);
  if (!isHostAddress(cidr, gateway) && !(cidr.version === 6 && isLinkLocal(gateway))) {
    throw invalid(`gateway ${formatAddress(gateway)} is not a host address of ${formatCidr(cidr)}`);
  }
  return gateway;
}

/** @throws ApiError InvalidAllocationPool, OutOfBoundsAllocationPool, OverlappingAllocationPools, InvalidInput */
export function checkAllocationPools(cidr: Cidr, pools: readonly AllocationPool[]): AddressRange[] {
  if (pools.length > MAX_POOLS) throw invalid(`a subnet has at most ${MAX_POOLS} allocation pools`);
  const checked = checkPools(cidr, pools);
  if (Array.isArray(checked)) return checked;
  throw poolError(cidr, checked);
}

function poolError(cidr: Cidr, problem: PoolProblem) {
  switch (problem.kind) {
    case 'invalid':
      return apiError('InvalidAllocationPool', { pool: problem.pool });
    case 'out_of_bounds':
      return apiError('OutOfBoundsAllocationPool', { pool: problem.pool, cidr: formatCidr(cidr) });
    case 'overlapping':
      return apiError('OverlappingAllocationPools', {
        pool_1: problem.pool,
        pool_2: problem.other,
        cidr: formatCidr(cidr),
      });
  }
}

/** The gateway is never given to a port. @throws ApiError GatewayConflictWithAllocationPools */
export function refuseGatewayInPool(gateway: Address | undefined, pools: readonly AddressRange[]): void {
  if (gateway === undefined) return;
  const pool = pools.find((range) => inSomePool([range], gateway));
  if (pool === undefined) return;
  throw apiError('GatewayConflictWithAllocationPools', {
    ip_address: formatAddress(gateway),
    pool: rangeText(gateway.version, pool),
  });
}

const invalid = (reason: string) => apiError('InvalidInput', { reason });
