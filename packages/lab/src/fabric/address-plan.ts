/** What a host of the lab is for. */
export type HostKind = 'control' | 'agent' | 'client' | 'member';

export interface HostPlan {
  readonly name: string;
  readonly kind: HostKind;
  /** Address on the management network; absent where the host is not on it. */
  readonly management?: string;
  /** Whether the host has `eth0` on the data network. */
  readonly data: boolean;
  /** Addresses of `eth0`; an agent host has none: it bridges the interface. */
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/** The two networks of a lab. They are the same in every lab, because no lab can reach another one. */
export const DATA_NETWORK = {
  physicalNetwork: 'physnet1',
  ipv4: { cidr: '10.0.0.0/24', gateway: '10.0.0.1', pool: { start: '10.0.0.100', end: '10.0.0.199' } },
  ipv6: { cidr: 'fd00:10::/64', gateway: 'fd00:10::1', pool: { start: 'fd00:10::100', end: 'fd00:10::199' } },
} as const;

export const CONTROL_ADDRESS = '10.255.0.1';
export const BROKER_PORT = 5672;

/** A larger number would not fit its share of the address plan. */
export const MAX_PER_KIND = 80;

/** All hosts of a lab, with their fixed addresses. */
export function planHosts(counts: { readonly agents: number; readonly webs: number }): HostPlan[] {
  return [
    { name: 'control', kind: 'control', management: CONTROL_ADDRESS, data: false },
    ...numbered(counts.agents, agentHost),
    ...numbered(counts.webs, memberHost),
    { name: 'client', kind: 'client', data: true, ...dataAddresses(2) },
  ];
}

const agentHost = (n: number): HostPlan => ({
  name: `agent-${n}`,
  kind: 'agent',
  management: `10.255.0.${10 + n}`,
  data: true,
});

const memberHost = (n: number): HostPlan => ({
  name: `web-${n}`,
  kind: 'member',
  data: true,
  ...dataAddresses(10 + n),
});

const dataAddresses = (n: number): { ipv4: string; ipv6: string } => ({
  ipv4: `10.0.0.${n}`,
  ipv6: `fd00:10::${n}`,
});

function numbered(count: number, make: (n: number) => HostPlan): HostPlan[] {
  if (!Number.isInteger(count) || count < 0 || count > MAX_PER_KIND) {
    throw new Error(`a lab has 0 to ${MAX_PER_KIND} hosts of a kind, not ${count}`);
  }
  return Array.from({ length: count }, (_, index) => make(index + 1));
}
