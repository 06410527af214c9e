import type { DataNetwork, HostPlan } from './address-plan.ts';

/** The machine-wide name of a namespace of this lab. */
export const namespaceOf = (labId: string, name: string): string => `${labId}-${name}`;

/** What runs a command in a namespace of this machine. */
export const inNamespace = (namespace: string): string[] => ['nsenter', `--net=/run/netns/${namespace}`];

export type FabricNetwork = 'mgmt' | DataNetwork;

/** The switch port of a host; the kernel allows 15 characters at most. */
export const switchPort = (host: string, network: FabricNetwork): string => `${network[0]}.${host}`;

/** The interface of a host on a network. @throws Error when it is on no such network */
export function interfaceOf({ name, networks, management }: HostPlan, network: FabricNetwork): string {
  if (network === 'mgmt' && management !== undefined) return 'mgmt0';
  const index = networks.findIndex((one) => one === network);
  if (index === -1) throw new Error(`the host ${name} is not on the network ${network}`);
  return `eth${index}`;
}

const bridgeOf = (network: FabricNetwork): string => `br-${network}`;

/** Lines for `ip -batch` that create every namespace of the lab. */
export function namespaceScript(labId: string, hosts: readonly HostPlan[]): string {
  const names = ['fabric', ...hosts.map(({ name }) => name)];
  return lines(names.map((name) => `netns add ${namespaceOf(labId, name)}`));
}

/** Lines for `ip -batch` inside the fabric: its switches, and a cable to every host that is on them. */
export function fabricScript(labId: string, hosts: readonly HostPlan[]): string {
  const used = new Set<FabricNetwork>(['mgmt', ...hosts.flatMap(({ networks }) => networks)]);
  const bridges = [...used].flatMap((network) => [
    // Without a multicast querier, snooping would make neighbour discovery unreliable.
    `link add ${bridgeOf(network)} type bridge forward_delay 0 mcast_snooping 0`,
    `link set ${bridgeOf(network)} up`,
  ]);
  return lines([...bridges, ...hosts.flatMap((host) => cables(labId, host))]);
}

function cables(labId: string, host: HostPlan): string[] {
  return [
    ...(host.management === undefined ? [] : cable(labId, host.name, 'mgmt', 'mgmt0')),
    ...host.networks.flatMap((network, index) => cable(labId, host.name, network, `eth${index}`)),
  ];
}

function cable(labId: string, host: string, network: FabricNetwork, inside: string): string[] {
  const port = switchPort(host, network);
  return [
    `link add ${port} type veth peer name ${inside} netns ${namespaceOf(labId, host)}`,
    `link set ${port} master ${bridgeOf(network)} up`,
  ];
}

/** Lines for `ip -batch` inside a host: its interfaces up, with their addresses. */
export function addressScript(host: HostPlan, nameOf = (index: number) => `eth${index}`): string {
  const { management, networks, ipv4, ipv6, prefixLength = 24, gateway } = host;
  return lines([
    'link set lo up',
    ...(management === undefined ? [] : [`addr add ${management}/24 dev mgmt0`, 'link set mgmt0 up']),
    ...(ipv4 === undefined ? [] : [`addr add ${ipv4}/${prefixLength} dev ${nameOf(0)}`]),
    ...networks.map((_, index) => `link set ${nameOf(index)} up`),
    ...(gateway === undefined ? [] : [`route add default via ${gateway}`]),
    // After "up", and without duplicate address detection: usable at once.
    ...(ipv6 === undefined ? [] : [`addr add ${ipv6}/64 dev ${nameOf(0)} nodad`]),
  ]);
}

const lines = (all: string[]): string => all.map((line) => `${line}\n`).join('');
