import { existsSync } from 'node:fs';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { type CheckItem, type Finding, failed, note, ok, portItem } from '@lbaas/common/runtime';
import type { AgentConfig } from '../config/agent-config.ts';
import { parsePhysicalNetworks, runCommand } from '../host/index.ts';
import { StateLock, StateLockedError } from '../state/state-lock.ts';

/** Some 0.25 MiB per balancer, and room to write files anew beside the old ones. */
const LITTLE_ROOM_MIB = 64;

/** What the settings name on this host. */
export const hostItems = (config: AgentConfig): readonly CheckItem[] => [
  { name: 'haproxy account', look: () => lookAtAccount(config) },
  { name: 'networks', look: () => lookAtNetworks(config) },
  { name: 'tunnel address', look: () => lookAtTunnelAddress(config.tunnel_ip) },
  { name: 'state directory', look: () => lookAtState(config.state_dir) },
  metricsPort(config),
];

async function lookAtAccount({ haproxy_user: user, haproxy_group: group }: AgentConfig): Promise<Finding> {
  const missing: string[] = [];
  if ((await runCommand(['getent', 'passwd', user])).code !== 0) missing.push(`user ${user}`);
  if ((await runCommand(['getent', 'group', group])).code !== 0) missing.push(`group ${group}`);
  if (missing.length === 0) return ok(`${user}, group ${group}`);
  return failed(
    `no ${missing.join(', no ')}: the package haproxy makes both; or set LBAAS_HAPROXY_USER and LBAAS_HAPROXY_GROUP`,
  );
}

async function lookAtNetworks({ physical_networks: pairs }: AgentConfig): Promise<Finding> {
  if (pairs.length === 0)
    return note('LBAAS_PHYSICAL_NETWORKS is empty: no flat and no vlan network ends here');
  const networks = [...parsePhysicalNetworks(pairs.join(','))];
  const found = await Promise.all(
    networks.map(([, link]) => runCommand(['ip', 'link', 'show', 'dev', link])),
  );
  const missing = networks.filter((_, index) => found[index]?.code !== 0);
  if (missing.length === 0) return ok(networks.map(([name, link]) => `${name} on ${link}`).join(', '));
  const words = missing.map(([name, link]) => `${link} of ${name}`).join(', ');
  return failed(`no interface ${words}: "ip link" shows those there are; correct LBAAS_PHYSICAL_NETWORKS`);
}

function lookAtTunnelAddress(address: string | undefined): Finding {
  if (address === undefined) return note('LBAAS_TUNNEL_IP is not set: this host takes no vxlan network');
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  if (own.some((each) => each.address === address)) return ok(address);
  return failed(`no interface that is up has ${address}: set it up, or correct LBAAS_TUNNEL_IP`);
}

/** A directory that is not there yet is made at the start: then what it will be in is looked at. */
async function lookAtState(path: string): Promise<Finding> {
  const there = nearest(path);
  try {
    const probe = await mkdtemp(join(there, '.lbaas-check-'));
    try {
      await writeFile(join(probe, 'file'), 'x');
    } finally {
      await rm(probe, { recursive: true, force: true });
    }
  } catch (error) {
    return failed(`${there}: ${(error as Error).message}: make room, or correct its mode or LBAAS_STATE_DIR`);
  }
  const { bavail, bsize } = await statfs(there);
  const freeMib = Math.floor((bavail * bsize) / 1_048_576);
  const words = `${path}: ${freeMib} MiB free`;
  const holder = holderOf(path);
  if (holder !== undefined) return note(`${words}; ${holder}`);
  if (freeMib < LITTLE_ROOM_MIB) return note(`${words}: little; a balancer takes 0.25 MiB`);
  return ok(there === path ? words : `${words}; made at the start`);
}

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)));

/** The lock that the agent would take: held only if an agent lives. */
function holderOf(path: string): string | undefined {
  if (!existsSync(join(path, 'agent.lock'))) return undefined;
  const lock = new StateLock(path);
  try {
    lock.start();
    return undefined;
  } catch (error) {
    if (error instanceof StateLockedError) return error.message;
    throw error;
  } finally {
    lock.stop();
  }
}

function metricsPort({ metrics_address: address, metrics_port: port }: AgentConfig): CheckItem {
  const name = 'metrics port';
  if (port === undefined)
    return { name, look: () => note('LBAAS_METRICS_PORT is not set: no /metrics, no /readyz') };
  const settings = { address: 'LBAAS_METRICS_ADDRESS', port: 'LBAAS_METRICS_PORT' };
  return portItem(name, { address, port, settings });
}
