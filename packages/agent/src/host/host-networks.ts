import type { NetworkType } from '@lbaas/common/domain';
import { runCommand } from './command.ts';
import { HostError } from './host-error.ts';
import type { PhysicalNetworks } from './physical-networks.ts';

/** What networks can be carried over on this host. */
export interface HostNetworks {
  readonly physical: PhysicalNetworks;
  /** Where its tunnels end; vxlan networks are not for a host without one. */
  readonly tunnelIp?: string | undefined;
}

/** The types of networks that this host can carry. One spawned program. */
export async function networkTypesOf({ tunnelIp }: HostNetworks): Promise<NetworkType[]> {
  const vlan = (await knowsVlans()) ? (['vlan'] as const) : [];
  return ['flat', 'local', ...vlan, ...(tunnelIp === undefined ? [] : (['vxlan'] as const))];
}

/** The loopback link cannot have a VLAN: the kernel says that, or that it does not know what is asked for. */
async function knowsVlans(): Promise<boolean> {
  const { stderr } = await runCommand(['ip', 'link', 'add', 'link', 'lo', 'type', 'vlan', 'id', '1']);
  return !stderr.includes('Unknown device type');
}

/** The interface of a physical network on this host. @throws HostError `not_configured` */
export function interfaceOf(physicalNetwork = '', { physical }: HostNetworks): string {
  const name = physical.get(physicalNetwork);
  if (name !== undefined) return name;
  throw new HostError('not_configured', `no interface is configured for physical network ${physicalNetwork}`);
}
