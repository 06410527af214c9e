import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { type ApiObject, call } from '../support/balancer.ts';
import { type Project, type World, isHealthy } from './model.ts';

export async function listed(lab: Lab, path: string): Promise<ApiObject[]> {
  const { status, body } = await lab.api('GET', `/v2.0/${path}`);
  expect(status, path).to.equal(200);
  return Object.values(body as Record<string, ApiObject[]>)[0] ?? [];
}

const byId = <T extends { readonly id: string }>(objects: readonly T[]): T[] =>
  [...objects].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The agent of each pool; undefined: none. @throws AssertionError if a pool is on two */
export async function placements(lab: Lab, world: World): Promise<ReadonlyMap<string, string>> {
  const hosts = new Map<string, string>();
  for (const agent of await listed(lab, 'agents')) {
    const host = agent['host'] as string;
    const known = world.agents.get(host);
    if (known === undefined) world.agents.set(host, { id: agent.id, enabled: true });
    else known.id = agent.id;
    expect(agent['alive'], `${host} is alive`).to.equal(true);
    expect(agent['admin_state_up'], `${host} is enabled`).to.equal(world.agents.get(host)?.enabled);
    for (const { id } of await listed(lab, `agents/${agent.id}/loadbalancer-pools`)) {
      expect(hosts.get(id), `another host of pool ${id}`).to.equal(undefined);
      hosts.set(id, host);
    }
  }
  return hosts;
}

type Shown = Readonly<Record<string, unknown>>;

/** Everything that the API must list, in the terms of the model. */
function expected(world: World, project: Project, hosts: ReadonlyMap<string, string>): Shown {
  const isServed = (poolId: string): boolean => {
    const host = hosts.get(poolId);
    return host !== undefined && world.agents.get(host)?.enabled === true;
  };
  const status = (poolId: string, up: boolean, health = true): string =>
    !isServed(poolId) ? 'PENDING' : !up ? 'DISABLED' : health ? 'ACTIVE' : 'INACTIVE';
  const isChecked = (poolId: string): boolean =>
    project.vipOf(poolId)?.admin_state_up === true && project.pools.get(poolId)?.admin_state_up === true;
  return {
    pools: byId([...project.pools.values()]).map((pool) => ({
      id: pool.id,
      name: pool.name,
      protocol: pool.protocol,
      lb_method: pool.lb_method,
      admin_state_up: pool.admin_state_up,
      vip_id: project.vipOf(pool.id)?.id ?? null,
      members: byId(project.membersOf(pool.id)).map(({ id }) => id),
      monitors: byId(project.monitorsOf(pool.id)).map(
        ({ id, admin_state_up }) => `${id} ${status(pool.id, admin_state_up)}`,
      ),
      status: status(pool.id, pool.admin_state_up),
    })),
    vips: byId([...project.vips.values()]).map((vip) => ({
      ...vip,
      status: status(vip.pool_id, vip.admin_state_up),
    })),
    members: byId([...project.members.values()]).map((member) => ({
      ...member,
      status: status(
        member.pool_id,
        member.admin_state_up,
        !isChecked(member.pool_id) || isHealthy(world, project, member),
      ),
    })),
    monitors: byId([...project.monitors.values()]).map(
      ({ id, type, max_retries, admin_state_up, pools }) => ({
        id,
        type,
        max_retries,
        admin_state_up,
        pools: [...pools].sort(),
      }),
    ),
    ports: byId([
      ...[...project.ports.values()].map(({ id, address }) => ({ id, address, status: 'ACTIVE' })),
      ...[...project.vips.values()].map(({ port_id: id, address, pool_id, admin_state_up }) => ({
        id,
        address,
        status: isServed(pool_id) && admin_state_up ? 'ACTIVE' : 'DOWN',
      })),
    ]),
  };
}

const brief = (status: string): string => status.replace(/^PENDING_.*/, 'PENDING');
const pick = (object: Shown, names: readonly string[]): Shown =>
  Object.fromEntries(names.map((name) => [name, object[name]]));

async function shown(lab: Lab, project: Project): Promise<Shown> {
  const list = (path: string): Promise<ApiObject[]> =>
    listed(lab, `${path}${path.includes('?') ? '&' : '?'}tenant_id=${project.name}`).then(byId);
  const [pools, vips, members, monitors, ports] = await Promise.all(
    ['lb/pools', 'lb/vips', 'lb/members', 'lb/health_monitors', 'ports'].map(list),
  );
  return {
    pools: pools?.map((pool) => ({
      ...pick(pool, ['id', 'name', 'protocol', 'lb_method', 'admin_state_up', 'vip_id']),
      members: [...(pool['members'] as string[])].sort(),
      monitors: (pool['health_monitors_status'] as { monitor_id: string; status: string }[])
        .map(({ monitor_id, status }) => `${monitor_id} ${brief(status)}`)
        .sort(),
      status: brief(pool.status),
    })),
    vips: vips?.map((vip) => ({
      ...pick(vip, [
        'id',
        'name',
        'address',
        'port_id',
        'pool_id',
        'protocol_port',
        'connection_limit',
        'admin_state_up',
      ]),
      session_persistence: vip['session_persistence'],
      status: brief(vip.status),
    })),
    members: members?.map((member) => ({
      ...pick(member, ['id', 'pool_id', 'address', 'protocol_port', 'weight', 'admin_state_up']),
      status: brief(member.status),
    })),
    monitors: monitors?.map((monitor) => ({
      ...pick(monitor, ['id', 'type', 'max_retries', 'admin_state_up']),
      pools: (monitor['pools'] as { pool_id: string }[]).map(({ pool_id }) => pool_id).sort(),
    })),
    ports: ports?.map((port) => ({
      id: port.id,
      address: (port['fixed_ips'] as { ip_address: string }[])[0]?.ip_address,
      status: port.status,
    })),
  };
}

/** Every list equals the model. @returns the host of each pool */
export async function checkApi(lab: Lab, world: World): Promise<ReadonlyMap<string, string>> {
  const hosts = await placements(lab, world);
  const isAnyEnabled = [...world.agents.values()].some(({ enabled }) => enabled);
  for (const project of world.projects) {
    for (const id of project.pools.keys()) {
      if (isAnyEnabled) expect(hosts.has(id), `pool ${id} is placed`).to.equal(true);
    }
    const [is, should] = [await shown(lab, project), expected(world, project, hosts)];
    for (const [kind, all] of Object.entries(should)) sameLists(kind, is[kind] as Shown[], all as Shown[]);
  }
  const known = world.projects.flatMap(({ pools }) => [...pools.keys()]);
  expect(
    [...hosts.keys()].filter((id) => !known.includes(id)),
    'placed, but gone',
  ).to.deep.equal([]);
  for (const id of known) await checkExplanation(lab, world, id, hosts.get(id));
  return hosts;
}

function sameLists(kind: string, is: readonly Shown[], should: readonly Shown[]): void {
  expect(
    is.map(({ id }) => id),
    kind,
  ).to.deep.equal(should.map(({ id }) => id));
  is.forEach((object, index) =>
    expect(
      object,
      `${kind} ${JSON.stringify(object)} should be ${JSON.stringify(should[index])}`,
    ).to.deep.equal(should[index]),
  );
}

async function checkExplanation(lab: Lab, world: World, id: string, host: string | undefined): Promise<void> {
  const explained = (await call(lab, 'GET', `/v2.0/lb/pools/${id}/explain`)) as unknown as {
    device: { generation: number };
    placement: {
      observed_generation: number;
      outcome: string;
      agent_host: string;
      error: string | null;
    } | null;
    leaving: unknown[];
    waiting: Record<string, unknown>;
    objects: { id: string; status: string }[];
    agent: { reachable: boolean; device: { running: boolean; last_error: string | null } | null };
  };
  if (host === undefined || world.agents.get(host)?.enabled !== true) return;
  const about = JSON.stringify(explained);
  expect(explained.placement, about).to.include({
    observed_generation: explained.device.generation,
    outcome: 'done',
    agent_host: host,
    error: null,
  });
  expect(explained.leaving, about).to.deep.equal([]);
  expect(explained.waiting, about).to.deep.equal({
    placement_reason: null,
    dispatch_reason: null,
    awaited_addresses: null,
  });
  expect(explained.agent.reachable, about).to.equal(true);
  expect(
    explained.objects.filter(({ status }) => /PENDING|ERROR/.test(status)),
    about,
  ).to.deep.equal([]);
}
