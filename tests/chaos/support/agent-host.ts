import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab, LabAgent } from '@lbaas/lab';
import {
  type Balancer,
  call,
  createBalancer,
  deleteBalancer,
  list,
  realised,
} from '../../e2e/support/balancer.ts';

/** The agent that runs a pool according to the API. */
export async function agentOf(lab: Lab, poolId: string): Promise<LabAgent> {
  const { host } = await call(lab, 'GET', `/v2.0/lb/pools/${poolId}/loadbalancer-agent`);
  const agent = lab.agents.find(({ name }) => name === host);
  if (agent === undefined) throw new Error(`no agent host is called ${String(host)}`);
  return agent;
}

/** A balancer that an administrator has put on this agent, wherever it was placed first. */
export async function balancerOn(lab: Lab, agent: LabAgent): Promise<Balancer> {
  const balancer = await createBalancer(lab);
  const { id: device_id } = balancer.pool;
  if ((await agentOf(lab, device_id)).name === agent.name) return balancer;
  const id = (await list(lab, '/v2.0/agents')).find(({ host }) => host === agent.name)?.id;
  await call(lab, 'POST', `/v2.0/agents/${id}/devices`, { device: { device_id } });
  await realised(lab, device_id);
  return balancer;
}

/** Two balancers on one host: of three on two hosts at least two are. */
export async function pairOnOneHost(lab: Lab): Promise<{ agent: LabAgent; pair: [Balancer, Balancer] }> {
  const on = new Map<LabAgent, Balancer>();
  for (;;) {
    const balancer = await createBalancer(lab);
    const agent = await agentOf(lab, balancer.pool.id);
    const neighbour = on.get(agent);
    on.delete(agent);
    if (neighbour !== undefined) {
      for (const other of on.values()) await deleteBalancer(lab, other);
      return { agent, pair: [neighbour, balancer] };
    }
    on.set(agent, balancer);
  }
}

/** What balancers have on an agent host, whichever agent manages them. */
export interface Belongings {
  readonly namespaces: readonly string[];
  readonly taps: readonly string[];
  readonly bridges: readonly string[];
  /** Ids of the devices whose HAProxy has a directory. */
  readonly directories: readonly string[];
  /** Ids of the devices that are on the agent's disk as desired. */
  readonly desired: readonly string[];
  /** Pids of HAProxies. */
  readonly haproxies: readonly number[];
}

export const NOTHING: Belongings = {
  namespaces: [],
  taps: [],
  bridges: [],
  directories: [],
  desired: [],
  haproxies: [],
};

export async function belongingsOf(lab: Lab, { host }: LabAgent): Promise<Belongings> {
  const script = 'ls /run/netns; ip -o link show | cut -d: -f2 | cut -d@ -f1';
  const { stdout } = await lab.exec(host.name, ['sh', '-c', script]);
  const names = stdout
    .split('\n')
    .map((line) => line.trim())
    .sort();
  const beginning = (prefix: string): string[] => names.filter((name) => name.startsWith(prefix));
  return {
    namespaces: beginning('qlbaas-'),
    taps: beginning('tap'),
    bridges: beginning('brq'),
    directories: entries(join(host.directory, 'haproxy')),
    desired: entries(join(host.directory, 'desired')).flatMap(deviceOfFile),
    haproxies: lab.haproxyPidsOn(host.name),
  };
}

/** The configuration file that the HAProxy of a device was started with. */
export const configurationOf = ({ host }: LabAgent, deviceId: string): string =>
  readFileSync(join(host.directory, 'haproxy', deviceId, 'conf'), 'utf8');

const entries = (directory: string): string[] => (existsSync(directory) ? readdirSync(directory).sort() : []);

const deviceOfFile = (name: string): string[] =>
  name.endsWith('.json') && name !== 'agent.json' ? [name.slice(0, -'.json'.length)] : [];
