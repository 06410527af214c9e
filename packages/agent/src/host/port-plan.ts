import { canonicalCidr } from './ip-text.ts';
import { tapOf } from './names.ts';
import type {
  DesiredPort,
  DesiredRoute,
  ObservedPort,
  PortLink,
  PortPlan,
  PortStep,
  Route,
  TunnelChange,
} from './port.ts';

/**
 * What is to be done to the ports of one namespace; ports that are as they must be are left out. `observed` has them in
 * the order of `desired`. The first port makes the namespace and removes what belongs to none. Pure.
 */
export function planPorts(desired: readonly DesiredPort[], observed: readonly ObservedPort[]): PortPlan[] {
  const plans = desired.map((port, index) => {
    const seen = observed[index] ?? NOT_OBSERVED;
    const rest = { ...seen, namespace: true, strangers: [], rules: [] };
    return { port, steps: planPort(port, index === 0 ? seen : rest) };
  });
  return plans.filter(({ steps }) => steps.length > 0);
}

/**
 * The steps from the observed to the desired port; empty when it is there. Only what cannot change on a living link
 * (its identity: port, MAC address, the pairing of its ends) replugs; everything else changes in place, so that
 * connections through the VIP survive it. Pure.
 */
export function planPort(desired: DesiredPort, observed: ObservedPort): PortStep[] {
  const replug = replugReason(desired, observed);
  if (replug !== undefined) return plugSteps(desired, observed, replug);
  return [
    ...strangerSteps(observed),
    ...ruleSteps(observed),
    ...securitySteps(observed),
    ...linkSteps(desired, observed),
    ...tunnelSteps(observed),
    ...addressSteps(desired.addresses, observed.addresses),
    ...subnetSteps(desired.addresses, observed),
    ...routeSteps(desired.routes, observed.routes),
    ...neighbourSteps(desired, observed),
    ...silenceSteps(observed),
  ];
}

function replugReason(desired: DesiredPort, { namespace, tap, inside }: ObservedPort): string | undefined {
  if (!namespace) return 'no namespace';
  if (tap === undefined || inside === undefined) return 'no port';
  if (inside.peerIndex !== tap.index) return 'the ends are not a pair';
  if (inside.macAddress !== desired.macAddress) return `MAC address is ${inside.macAddress}`;
  return undefined;
}

function plugSteps(desired: DesiredPort, observed: ObservedPort, reason: string): PortStep[] {
  const links = leftovers(desired, observed);
  const plug: PortStep = { kind: 'plug', reason, namespace: !observed.namespace };
  return links.length === 0 ? [plug] : [{ kind: 'unplug', reason, links }, plug];
}

/** Deleting one end of a pair deletes the other, so the inner one stands for both where there are both. */
function leftovers(desired: DesiredPort, { tap, inside, strangers }: ObservedPort): PortLink[] {
  const links: PortLink[] = strangers.map((name) => ({ end: 'inside', name }));
  if (inside !== undefined) links.push({ end: 'inside', name: desired.link });
  if (tap !== undefined && inside?.peerIndex !== tap.index)
    links.push({ end: 'tap', name: tapOf(desired.portId) });
  return links;
}

function strangerSteps({ strangers }: ObservedPort): PortStep[] {
  const links = strangers.map((name) => ({ end: 'inside', name }) as const);
  return links.length === 0 ? [] : [{ kind: 'unplug', reason: 'not a link of this device', links }];
}

const ruleSteps = ({ rules = [] }: ObservedPort): PortStep[] =>
  rules.length === 0 ? [] : [{ kind: 'rules.reset', reason: rules.join(', ') }];

const securitySteps = ({ unguarded }: ObservedPort): PortStep[] =>
  unguarded === undefined ? [] : [{ kind: 'security.set', reason: unguarded }];

function linkSteps(desired: DesiredPort, { tap, inside, bridge, loopback }: ObservedPort): PortStep[] {
  const steps: PortStep[] = [];
  if (bridge === undefined || tap?.bridge !== bridge) {
    steps.push({ kind: 'bridge.attach', reason: `attached to ${tap?.bridge ?? 'no bridge'}` });
  }
  if (inside?.mtu !== desired.network.mtu) steps.push({ kind: 'link.mtu', mtu: desired.network.mtu });
  if (tap?.up !== true) steps.push({ kind: 'link.up', end: 'tap' });
  if (inside?.up !== true) steps.push({ kind: 'link.up', end: 'inside' });
  if (!loopback) steps.push({ kind: 'link.up', end: 'loopback' });
  return steps;
}

const tunnelSteps = ({ tunnels = NO_CHANGE }: ObservedPort): PortStep[] =>
  tunnels.add.length + tunnels.remove.length === 0 ? [] : [{ kind: 'tunnels.change', ...tunnels }];

const NO_CHANGE: TunnelChange = { add: [], remove: [] };

/** Additions first: a port that only changes its address is never without one. */
function addressSteps(desired: readonly string[], observed: readonly string[]): PortStep[] {
  const [wanted, there] = [new Set(desired), new Set(observed)];
  const added = desired.filter((address) => !there.has(address));
  const removed = observed.filter((address) => !wanted.has(address));
  return [
    ...added.map((address) => ({ kind: 'address.add', address }) as const),
    ...removed.map((address) => ({ kind: 'address.remove', address }) as const),
  ];
}

/** Of addresses that stay: one that is added brings its own. */
function subnetSteps(desired: readonly string[], { addresses, onLink, inside }: ObservedPort): PortStep[] {
  const there = new Set(inside?.up === true ? addresses : []);
  const kept = desired.filter((address) => there.has(address));
  const subnets = new Map(kept.map((address) => [subnetOf(address), address]));
  return [...subnets]
    .filter(([subnet]) => subnet !== undefined && !onLink.includes(subnet))
    .map(([subnet = '', address]) => ({ kind: 'subnet.replace', subnet, address }) as const);
}

/** Undefined for an address that is alone: it has no route but its own. */
export const subnetOf = (address: string): string | undefined =>
  /\/(?:32|128)$/.test(address) ? undefined : canonicalCidr(address);

function routeSteps(desired: readonly DesiredRoute[], observed: readonly Route[]): PortStep[] {
  const missing = desired.filter((route) => !observed.some((other) => sameRoute(route, other)));
  const wanted = new Set(desired.map((route) => route.destination));
  const surplus = observed.filter((route) => !wanted.has(route.destination));
  return [
    ...missing.map((route) => ({ kind: 'route.replace', route }) as const),
    ...surplus.map((route) => ({ kind: 'route.remove', route }) as const),
  ];
}

/**
 * Of addresses that stay: one that is added is watched with that. IPv6 addresses need no watching, but whoever else has
 * one is told of.
 */
function neighbourSteps(desired: DesiredPort, { addresses, neighbours }: ObservedPort): PortStep[] {
  const there = new Set(addresses);
  // The first one counts: who was heard stands before what the link shows, which has forgotten it by then.
  const heard = new Map(neighbours.toReversed().map(({ address, macAddress }) => [address, macAddress]));
  return desired.addresses.flatMap((address) => {
    if (!there.has(address)) return [];
    const rival = heard.get(address.split('/')[0] ?? '');
    if (rival === desired.macAddress) return [];
    if (rival === undefined && address.includes(':')) return [];
    return [{ kind: 'neighbour.watch', address, rival } as const];
  });
}

/** Without a way to the wire nothing can be asked. */
const silenceSteps = ({ silent, impediment }: ObservedPort): PortStep[] =>
  silent === undefined || impediment !== undefined ? [] : [{ kind: 'port.resume', reason: silent }];

const sameRoute = (a: Route, b: Route): boolean => a.destination === b.destination && a.via === b.via;

/** There is nothing of it. */
export const NOT_OBSERVED: ObservedPort = {
  namespace: false,
  tap: undefined,
  inside: undefined,
  strangers: [],
  addresses: [],
  routes: [],
  neighbours: [],
  onLink: [],
  loopback: false,
  bridge: undefined,
};
