import { networkInterfaces } from 'node:os';
import { VXLAN_OVERHEAD } from '@lbaas/common/domain';
import { canonicalAddress, familyOf } from './ip-text.ts';
import type { Link } from './links.ts';

/** The interface that has the tunnel address; undefined when none that is up has it. No program runs for it. */
export function underlayOf(tunnelIp: string): string | undefined {
  const wanted = canonicalAddress(tunnelIp);
  const interfaces = Object.entries(networkInterfaces());
  return interfaces.find(([, addresses = []]) =>
    addresses.some(({ address }) => canonicalAddress(address) === wanted),
  )?.[0];
}

/**
 * Why a network with this MTU cannot pass tunnels, in words for an operator; undefined when it can. Larger packets
 * would be cut in two at this host and put together at the other one, at a fraction of the speed. Pure.
 */
export function tunnelImpediment(tunnelIp: string, mtu: number, underlay?: Link): string | undefined {
  if (underlay?.up !== true) return `no interface that is up has the tunnel address ${tunnelIp}`;
  const needed = mtu + VXLAN_OVERHEAD[familyOf(tunnelIp) === 'ipv4' ? 4 : 6];
  if (needed <= underlay.mtu) return undefined;
  return `the MTU of the network is ${mtu}, so its tunnels need ${needed}; ${underlay.name} has ${underlay.mtu}`;
}
