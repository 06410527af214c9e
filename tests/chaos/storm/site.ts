import { eventually } from '@lbaas/common/runtime';
import { DATA_NETWORK, type Lab } from '@lbaas/lab';
import type { ProjectName } from './edit.ts';
import { Objects, headersOf, must, projectId } from './objects.ts';
import { PORTS, STEADY } from './plan-edits.ts';

/** A balancer that clients ask for all the time. */
export interface SteadyTarget {
  readonly name: string;
  readonly protocol: 'HTTP' | 'TCP';
  /** The address that clients ask. */
  readonly address: string;
  readonly poolId: string;
  /** Its traffic passes all of these. */
  readonly deviceIds: readonly string[];
}

export interface Site {
  readonly objects: Objects;
  readonly targets: readonly SteadyTarget[];
  readonly routers: readonly string[];
}

const PROJECTS = ['a', 'b'] as const;
const STEADY_PORT = 80;

/** One network outside; behind a router of each project one that is in tunnels; and the steady balancers. */
export async function prepareSite(lab: Lab): Promise<Site> {
  const objects = new Objects();
  const outside = await must(lab, 'POST', 'networks', {
    network: {
      name: 'storm-outside',
      shared: true,
      'router:external': true,
      'provider:network_type': 'flat',
      'provider:physical_network': DATA_NETWORK.physicalNetwork,
    },
  });
  const { cidr, gateway: gateway_ip, pool } = DATA_NETWORK.ipv4;
  const subnet = await must(lab, 'POST', 'subnets', {
    subnet: { network_id: outside['id'], ip_version: 4, cidr, gateway_ip, allocation_pools: [pool] },
  });
  const routers: string[] = [];
  for (const project of PROJECTS) {
    objects.set(project, 'outside-network', outside);
    objects.set(project, 'outside', subnet);
    routers.push(await prepareProject(lab, objects, project, String(outside['id'])));
  }
  const targets = await Promise.all(
    PROJECTS.flatMap((project, index) =>
      STEADY[project].map((steady) =>
        prepareSteady(lab, objects, { project, router: routers[index] ?? '', ...steady }),
      ),
    ),
  );
  return { objects, targets, routers };
}

async function prepareProject(
  lab: Lab,
  objects: Objects,
  project: ProjectName,
  outside: string,
): Promise<string> {
  const owner = { tenant_id: projectId(project) };
  const network = await must(lab, 'POST', 'networks', {
    network: { name: `storm-inside-${project}`, 'provider:network_type': 'vxlan', ...owner },
  });
  const plan = { ip_version: 4, cidr: '10.8.0.0/24', gateway_ip: '10.8.0.1' };
  const inside = await must(lab, 'POST', 'subnets', {
    subnet: { network_id: network['id'], ...plan, ...owner },
  });
  objects.set(project, 'inside', inside);
  const headers = headersOf(project);
  const gateway = { name: `storm-${project}`, external_gateway_info: { network_id: outside } };
  const { id } = await must(lab, 'POST', 'routers', { router: gateway }, headers);
  const path = `routers/${String(id)}/add_router_interface`;
  await must(lab, 'PUT', path, { subnet_id: inside['id'] }, headers);
  return String(id);
}

interface Steady {
  readonly project: ProjectName;
  readonly name: string;
  readonly protocol: 'HTTP' | 'TCP';
  readonly router: string;
}

async function prepareSteady(
  lab: Lab,
  objects: Objects,
  { project, name, protocol, router }: Steady,
): Promise<SteadyTarget> {
  const isInside = name.includes('floating');
  const headers = headersOf(project);
  const make = async (
    path: string,
    key: string,
    called: string,
    values: object,
  ): Promise<Record<string, unknown>> => {
    const made = await must(lab, 'POST', path, { [key]: values }, headers);
    objects.set(project, called, made);
    return made;
  };
  const subnet_id = objects.id(project, isInside ? 'inside' : 'outside');
  const pool = await make('lb/pools', 'pool', name, { name, protocol, lb_method: 'ROUND_ROBIN', subnet_id });
  const { id: pool_id } = pool;
  for (const n of [1, 2]) {
    const member = { pool_id, address: `10.0.0.${10 + n}`, protocol_port: PORTS[protocol] };
    await make('lb/members', 'member', `${name}-member-${n}`, member);
  }
  const values = { name, pool_id, subnet_id, protocol, protocol_port: STEADY_PORT };
  const vip = await make('lb/vips', 'vip', `${name}-vip`, values);
  const address = isInside ? await floatingAddress(lab, objects, project, vip) : String(vip['address']);
  const deviceIds = isInside ? [String(pool_id), router] : [String(pool_id)];
  await eventually(() => connects(lab, address), { withinMs: 120_000, everyMs: 200 });
  return { name, protocol, address, poolId: String(pool_id), deviceIds };
}

async function floatingAddress(
  lab: Lab,
  objects: Objects,
  project: ProjectName,
  vip: Readonly<Record<string, unknown>>,
): Promise<string> {
  const floating_network_id = objects.id(project, 'outside-network');
  const floatingip = { floating_network_id, port_id: vip['port_id'] };
  const made = await must(lab, 'POST', 'floatingips', { floatingip }, headersOf(project));
  return String(made['floating_ip_address']);
}

/** @throws Error when nobody accepts a connection there */
async function connects(lab: Lab, address: string): Promise<void> {
  const argv = ['timeout', '3', 'bash', '--norc', '-c', `exec 3<>/dev/tcp/${address}/${STEADY_PORT}`];
  const { code, stderr } = await lab.exec('client', argv);
  if (code !== 0) throw new Error(`${address}: ${stderr.trim()}`);
}
