import type { AgentState } from './model.ts';
import { type Maker, type Stand, POOLS, about, any, when } from './step.ts';

export const createPort: Maker = ({ project, dice, world }) => {
  const family = dice.pick([4, 6] as const);
  const address = dice.pick(project.addresses[family]);
  const fixed_ips = [{ subnet_id: world.subnets[family], ip_address: address }];
  return {
    method: 'POST',
    path: '/v2.0/ports',
    asAdmin: true,
    body: { port: { network_id: world.networkId, tenant_id: project.name, fixed_ips } },
    refusals: when(project.holderOf(address) !== undefined, 'IpAddressInUse'),
    touches: [address],
    done: ({ id }) => project.ports.set(id as string, { id: id as string, address }),
  };
};

export const deletePort: Maker = ({ project, dice }) => {
  const vip = any(dice, project.vips.values());
  if (vip !== undefined && dice.chance(0.3)) {
    const path = `/v2.0/ports/${vip.port_id}`;
    return {
      method: 'DELETE',
      path,
      refusals: ['ServicePortInUse'],
      touches: [vip.id],
      done: () => undefined,
    };
  }
  const port = any(dice, project.ports.values());
  if (port === undefined) return undefined;
  return {
    method: 'DELETE',
    path: `/v2.0/ports/${port.id}`,
    asAdmin: true,
    refusals: [],
    touches: [port.address],
    done: () => project.ports.delete(port.id),
  };
};

export const deleteUsedNetwork: Maker = about(POOLS, (pool, { dice, world }) => {
  const subnet = { path: `/v2.0/subnets/${world.subnets[pool.family]}`, refusals: ['SubnetInUse'] };
  const network = { path: `/v2.0/networks/${world.networkId}`, refusals: ['NetworkInUse', 'SubnetInUse'] };
  const which = dice.pick([subnet, network]);
  return { method: 'DELETE', ...which, asAdmin: true, touches: [pool.id], done: () => undefined };
});

export const setQuota: Maker = ({ project, dice }) => {
  const pool = dice.chance(0.2) ? project.pools.size : -1;
  return {
    method: 'PUT',
    path: `/v2.0/quotas/${project.name}`,
    asAdmin: true,
    body: { quota: { pool } },
    refusals: [],
    touches: ['quota'],
    done: () => (project.poolQuota = pool),
  };
};

const GONE = ({ project }: Stand): readonly string[] => project.gone;

export const askForGone: Maker = about(GONE, (path) => {
  const codes = ['PoolNotFound', 'VipNotFound', 'MemberNotFound', 'HealthMonitorNotFound'];
  return { method: 'DELETE', path: `/v2.0/lb/${path}`, refusals: codes, touches: [], done: () => undefined };
});

const knownAgents = ({ world }: Stand): AgentState[] =>
  [...world.agents.values()].filter(({ id }) => id !== '');

/** One that lives registers anew. */
export const deleteAgent: Maker = about(knownAgents, (agent) => {
  return {
    method: 'DELETE',
    path: `/v2.0/agents/${agent.id}`,
    asAdmin: true,
    refusals: [],
    touches: [`agent ${agent.id}`],
    done: () => Object.assign(agent, { id: '', enabled: true }),
  };
});

export const switchAgent: Maker = about(knownAgents, (agent) => {
  const admin_state_up = !agent.enabled;
  return {
    method: 'PUT',
    path: `/v2.0/agents/${agent.id}`,
    asAdmin: true,
    body: { agent: { admin_state_up } },
    refusals: [],
    touches: [`agent ${agent.id}`],
    done: () => (agent.enabled = admin_state_up),
  };
});
