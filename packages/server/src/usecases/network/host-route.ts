import { apiError } from '../errors.ts';
import { formatAddress, isLinkLocal, parseAddress } from './address.ts';
import { type Cidr, formatCidr, isHostAddress, parseCidr } from './cidr.ts';
import { isUnroutable } from './reserved-prefix.ts';

/** The wire and database form; both in canonical text. */
export interface HostRoute {
  readonly destination: string;
  readonly nexthop: string;
}

const MAX_HOST_ROUTES = 20;
const MAX_DNS_NAMESERVERS = 5;

/**
 * Checks the routes that the devices of a subnet get, so that no host can fail on one of them.
 * @throws ApiError HostRoutesExhausted, InvalidInput
 */
export function checkHostRoutes(subnetId: string, cidr: Cidr, routes: readonly HostRoute[]): HostRoute[] {
  if (routes.length > MAX_HOST_ROUTES) {
    throw apiError('HostRoutesExhausted', { id: subnetId, quota: MAX_HOST_ROUTES });
  }
  const checked = routes.map((route) => ({
    destination: checkDestination(cidr, route.destination),
    nexthop: checkNexthop(cidr, route.nexthop),
  }));
  refuseDuplicates(
    'host route',
    checked.map(({ destination }) => destination),
  );
  return checked;
}

function checkDestination(cidr: Cidr, text: string): string {
  const destination = parseCidr(text);
  if (destination === undefined || !isNetworkAddress(text, destination)) {
    throw invalid(`'${text}' is not a network prefix`);
  }
  const canonical = formatCidr(destination);
  if (destination.version !== cidr.version) throw invalid(`route ${canonical} has another IP version`);
  if (destination.prefixLength === 0) throw invalid('the default route is set by gateway_ip');
  if (canonical === formatCidr(cidr)) throw invalid(`route ${canonical} is the subnet itself`);
  if (isUnroutable(destination)) throw invalid(`${canonical} cannot be routed`);
  return canonical;
}

/** Linux refuses a route whose destination has host bits set. */
export function isNetworkAddress(text: string, cidr: Cidr): boolean {
  return parseAddress(text.slice(0, text.indexOf('/')))?.value === cidr.first;
}

/** Linux refuses a next hop that is on no link. */
function checkNexthop(cidr: Cidr, text: string): string {
  const nexthop = parseAddress(text);
  if (nexthop === undefined) throw invalid(`'${text}' is not an IP address`);
  if (!isHostAddress(cidr, nexthop) && !(cidr.version === 6 && isLinkLocal(nexthop))) {
    throw invalid(`next hop ${formatAddress(nexthop)} is not on subnet ${formatCidr(cidr)}`);
  }
  return formatAddress(nexthop);
}

/** @throws ApiError DNSNameServersExhausted, InvalidInput */
export function checkNameservers(subnetId: string, nameservers: readonly string[]): string[] {
  if (nameservers.length > MAX_DNS_NAMESERVERS) {
    throw apiError('DNSNameServersExhausted', { id: subnetId, quota: MAX_DNS_NAMESERVERS });
  }
  const checked = nameservers.map((text) => {
    const address = parseAddress(text);
    if (address === undefined) throw invalid(`nameserver '${text}' is not an IP address`);
    return formatAddress(address);
  });
  refuseDuplicates('nameserver', checked);
  return checked;
}

function refuseDuplicates(what: string, texts: readonly string[]): void {
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice !== undefined) throw invalid(`duplicate ${what} ${twice}`);
}

const invalid = (reason: string) => apiError('InvalidInput', { reason });
