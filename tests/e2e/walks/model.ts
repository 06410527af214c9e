export type Family = 4 | 6;
export type Protocol = 'HTTP' | 'TCP' | 'HTTPS';

export interface Pool {
  readonly id: string;
  readonly protocol: Protocol;
  readonly family: Family;
  name: string;
  lb_method: string;
  admin_state_up: boolean;
}
export interface Vip {
  readonly id: string;
  readonly address: string;
  readonly port_id: string;
  readonly protocol_port: number;
  name: string;
  pool_id: string;
  admin_state_up: boolean;
  connection_limit: number;
  session_persistence: { readonly type: string } | null;
}
export interface Member {
  readonly id: string;
  readonly address: string;
  readonly protocol_port: number;
  pool_id: string;
  weight: number;
  admin_state_up: boolean;
}
export interface Monitor {
  readonly id: string;
  readonly type: string;
  expected_codes: string;
  max_retries: number;
  admin_state_up: boolean;
  readonly pools: Set<string>;
}
export interface Port {
  readonly id: string;
  readonly address: string;
}

/** What one project has, according to the answers that it got. */
export class Project {
  readonly name: string;
  /** Addresses that only this project requests. */
  readonly addresses: Readonly<Record<Family, readonly string[]>>;
  readonly pools = new Map<string, Pool>();
  readonly vips = new Map<string, Vip>();
  readonly members = new Map<string, Member>();
  readonly monitors = new Map<string, Monitor>();
  readonly ports = new Map<string, Port>();
  readonly gone: string[] = [];
  poolQuota = -1;

  constructor(name: string, n: number) {
    this.name = name;
    const four = (prefix: string) => [0, 1, 2].map((i) => `${prefix}${20 + 10 * n + i}`);
    this.addresses = { 4: four('10.0.0.'), 6: four('fd00:10::') };
  }

  vipOf(poolId: string): Vip | undefined {
    return [...this.vips.values()].find((vip) => vip.pool_id === poolId);
  }
  membersOf(poolId: string): Member[] {
    return [...this.members.values()].filter((member) => member.pool_id === poolId);
  }
  monitorsOf(poolId: string): Monitor[] {
    return [...this.monitors.values()].filter(({ pools }) => pools.has(poolId));
  }
  holderOf(address: string): Vip | Port | undefined {
    return [...this.vips.values(), ...this.ports.values()].find((each) => each.address === address);
  }
}

export interface Web {
  running: boolean;
  status: number;
}
export interface AgentState {
  id: string;
  enabled: boolean;
}

export class World {
  readonly projects: readonly Project[];
  readonly subnets: Readonly<Record<Family, string>>;
  readonly networkId: string;
  readonly webs: readonly Web[] = [
    { running: true, status: 200 },
    { running: true, status: 200 },
  ];
  readonly agents = new Map<string, AgentState>();
  /** Connections made to the VIPs of each pool. */
  readonly connections = new Map<string, number>();

  constructor(
    projects: readonly Project[],
    network: { readonly id: string; readonly subnets: Readonly<Record<Family, string>> },
  ) {
    this.projects = projects;
    this.networkId = network.id;
    this.subnets = network.subnets;
  }
}

export const WEB_PORTS: Readonly<Record<Protocol, number>> = { HTTP: 8080, TCP: 8080, HTTPS: 8443 };

const webOf = (world: World, address: string): Web | undefined => {
  const n = /(?:10\.0\.0\.|fd00:10::)1([12])$/.exec(address)?.[1];
  return n === undefined ? undefined : world.webs[Number(n) - 1];
};
export const nameOf = (address: string): string => `web-${address.at(-1)}`;

/** The status that a member answers with over a protocol; undefined when it does not. */
export function answerOf(
  world: World,
  { address, protocol_port: port }: Member,
  protocol: Protocol,
): number | undefined {
  const web = webOf(world, address);
  return web?.running === true && port === WEB_PORTS[protocol] ? web.status : undefined;
}

function passes(world: World, member: Member, { type, expected_codes: codes }: Monitor): boolean {
  const web = webOf(world, member.address);
  switch (type) {
    case 'PING':
      return web !== undefined;
    case 'TCP':
      return web?.running === true && [8080, 8443].includes(member.protocol_port);
    default: {
      const status = answerOf(world, member, type === 'HTTPS' ? 'HTTPS' : 'HTTP');
      const [first = 0, last = first] = codes.split('-').map(Number);
      return status !== undefined && status >= first && status <= last;
    }
  }
}

export const isHealthy = (world: World, project: Project, member: Member): boolean =>
  project
    .monitorsOf(member.pool_id)
    .every((monitor) => !monitor.admin_state_up || passes(world, member, monitor));
