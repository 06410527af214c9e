/** What a host of the lab is for. */
export type HostKind = 'control' | 'agent' | 'client' | 'member';

/**
 * The networks of a lab that carry traffic. `flat`: one that all hosts share. `routed`: an office, the balancers and
 * the servers each have their own; only a router of an agent host joins them. `tunnelled`: the same, but that of the
 * balancers is no switch: it is a vxlan network, whose tunnels pass the management network.
 */
export const LAB_NETWORKS = ['flat', 'routed', 'tunnelled'] as const;
export type LabNetworks = (typeof LAB_NETWORKS)[number];

/** A switch of the fabric that carries traffic. */
export type DataNetwork = 'data' | 'office' | 'lb' | 'servers';

export interface HostPlan {
  readonly name: string;
  readonly kind: HostKind;
  /** Address on the management network; absent where the host is not on it. */
  readonly management?: string;
  /** The host has `eth0` on the first of these, `eth1` on the second, and so on. */
  readonly networks: readonly DataNetwork[];
  /** Addresses of `eth0`; an agent host has none: it bridges the interfaces. */
  readonly ipv4?: string;
  readonly ipv6?: string;
  /** Of the addresses of `eth0`. @default 24 */
  readonly prefixLength?: number;
  /** Where the host sends what is for other networks. */
  readonly gateway?: string;
  /** The only network whose connections it accepts; everything without. */
  readonly accepts?: string;
}

/** The networks of a lab. They are the same in every lab, because no lab can reach another one. */
export const DATA_NETWORK = {
  physicalNetwork: 'physnet1',
  ipv4: { cidr: '10.0.0.0/24', gateway: '10.0.0.1', pool: { start: '10.0.0.100', end: '10.0.0.199' } },
  ipv6: { cidr: 'fd00:10::/64', gateway: 'fd00:10::1', pool: { start: 'fd00:10::100', end: 'fd00:10::199' } },
} as const;

/** Of a routed lab, by the name of the switch, which is the name of the physical network too. */
export const ROUTED_NETWORKS = {
  office: {
    cidr: '192.168.10.224/28',
    gateway: '192.168.10.225',
    pool: { start: '192.168.10.228', end: '192.168.10.238' },
  },
  lb: {
    cidr: '192.168.40.0/24',
    gateway: '192.168.40.1',
    pool: { start: '192.168.40.2', end: '192.168.40.254' },
  },
  servers: { cidr: '10.0.0.0/24', gateway: '10.0.0.1', pool: { start: '10.0.0.100', end: '10.0.0.199' } },
} as const;

const AGENT_NETWORKS: Readonly<Record<LabNetworks, readonly DataNetwork[]>> = {
  flat: ['data'],
  routed: ['office', 'lb', 'servers'],
  tunnelled: ['office', 'servers'],
};

/** As the setting of an agent takes them. */
export const physicalNetworksOf = (networks: LabNetworks): string =>
  AGENT_NETWORKS[networks]
    .map((name, index) => `${name === 'data' ? DATA_NETWORK.physicalNetwork : name}:eth${index}`)
    .join(',');

export const CONTROL_ADDRESS = '10.255.0.1';
export const BROKER_PORT = 5672;

/** A larger number would not fit its share of the address plan. */
export const MAX_PER_KIND = 80;

export interface HostCounts {
  readonly agents: number;
  readonly webs: number;
  /** @default 'flat' */
  readonly networks?: LabNetworks;
}

/** All hosts of a lab, with their fixed addresses. */
export function planHosts({ agents, webs, networks = 'flat' }: HostCounts): HostPlan[] {
  const { member, client } = PLACES[networks];
  return [
    { name: 'control', kind: 'control', management: CONTROL_ADDRESS, networks: [] },
    ...numbered(agents, (n) => ({
      name: `agent-${n}`,
      kind: 'agent',
      management: `10.255.0.${10 + n}`,
      networks: AGENT_NETWORKS[networks],
    })),
    ...numbered(webs, (n) => ({ name: `web-${n}`, kind: 'member', ...member(n) })),
    { name: 'client', kind: 'client', ...client },
  ];
}

type Place = Omit<HostPlan, 'name' | 'kind'>;

const onData = (n: number): Place => ({
  networks: ['data'],
  ipv4: `10.0.0.${n}`,
  ipv6: `fd00:10::${n}`,
});

interface Places {
  readonly member: (n: number) => Place;
  readonly client: Place;
}

const BEHIND_ROUTER: Places = {
  member: (n) => ({
    networks: ['servers'],
    ipv4: `10.0.0.${10 + n}`,
    gateway: ROUTED_NETWORKS.servers.gateway,
    accepts: ROUTED_NETWORKS.lb.cidr,
  }),
  client: { networks: ['office'], ipv4: '192.168.10.226', prefixLength: 28 },
};

/** Where members and the client are. */
const PLACES: Readonly<Record<LabNetworks, Places>> = {
  flat: { member: (n) => onData(10 + n), client: onData(2) },
  routed: BEHIND_ROUTER,
  tunnelled: BEHIND_ROUTER,
};

function numbered(count: number, make: (n: number) => HostPlan): HostPlan[] {
  if (!Number.isInteger(count) || count < 0 || count > MAX_PER_KIND) {
    throw new Error(`a lab has 0 to ${MAX_PER_KIND} hosts of a kind, not ${count}`);
  }
  return Array.from({ length: count }, (_, index) => make(index + 1));
}
