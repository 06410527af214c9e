import { type CheckItem, type Finding, failed, note, ok } from '@lbaas/common/runtime';
import { HostRequirements, type UnfitHostError, runCommand } from '../host/index.ts';

/** What port security and leases are made of: rules for bridges, and elements that end by themselves. */
const BRIDGE_TABLE = `
add table bridge lbcheck
add set bridge lbcheck lease { type mark ; flags timeout ; }
add element bridge lbcheck lease { 0 timeout 5s }
add chain bridge lbcheck from_ports { type filter hook prerouting priority -310 ; policy accept ; }
add rule bridge lbcheck from_ports meta mark and 0x0 != @lease drop
`;

/** What the kernel must have, and what it may lack with a loss. Links and tables are made in a namespace that ends. */
export const kernelItems = (settings: { readonly tunnel_ip?: string }): readonly CheckItem[] => [
  { name: 'capabilities', look: lookAtCapabilities },
  { name: 'kernel', look: lookAtKernel },
  { name: 'nf_tables of bridges', look: lookAtBridgeTables },
  { name: 'vlan', look: lookAtVlans },
  { name: 'vxlan', look: () => lookAtTunnels(settings.tunnel_ip) },
];

async function lookAtCapabilities(): Promise<Finding> {
  return await unlessUnfit(
    'all that are needed',
    'start it as root, with systemd: CapabilityBoundingSet=',
    () => new HostRequirements().checkCapabilities(),
  );
}

async function lookAtKernel(): Promise<Finding> {
  return await unlessUnfit(
    'makes network namespaces, bridges and veth pairs',
    'load the modules bridge and veth (modprobe), and give a container NET_ADMIN and SYS_ADMIN',
    () => new HostRequirements().checkKernel(),
  );
}

async function unlessUnfit(
  words: string,
  remedy: string,
  look: () => void | Promise<void>,
): Promise<Finding> {
  try {
    await look();
    return ok(words);
  } catch (error) {
    return failed(`${(error as UnfitHostError).message}: ${remedy}`);
  }
}

/** @returns what the kernel or the program says; undefined when it was done */
async function refusal(argv: readonly string[], stdin = ''): Promise<string | undefined> {
  const answer = await runCommand(['unshare', '--net', ...argv], { stdin }).catch(String);
  if (typeof answer === 'string') return answer;
  return answer.code === 0 ? undefined : answer.stderr.trim().split('\n')[0];
}

async function lookAtBridgeTables(): Promise<Finding> {
  const words = await refusal(['nft', '-f', '-'], BRIDGE_TABLE);
  if (words === undefined) return ok('rules for bridges, elements with timeouts');
  return note(
    `${words}: without CONFIG_NF_TABLES_BRIDGE ports are not filtered, and nothing is moved off this host when it dies`,
  );
}

async function lookAtVlans(): Promise<Finding> {
  const { stderr } = await runCommand(['ip', 'link', 'add', 'link', 'lo', 'type', 'vlan', 'id', '1']);
  if (!stderr.includes('Unknown device type')) return ok('the kernel has VLAN interfaces');
  return note(
    'the kernel has no VLAN interfaces (modprobe 8021q): devices on vlan networks do not come here',
  );
}

async function lookAtTunnels(tunnelIp: string | undefined): Promise<Finding> {
  const argv = ['ip', 'link', 'add', 'lbvxlan0', 'type', 'vxlan', 'id', '1', 'dstport', '4789'];
  const words = await refusal(argv);
  if (words === undefined)
    return ok(
      tunnelIp === undefined
        ? 'the kernel has it; without LBAAS_TUNNEL_IP this host takes no vxlan network'
        : 'the kernel has it',
    );
  if (tunnelIp === undefined) return note(`${words}: this host can take no vxlan network`);
  return failed(`${words}: load the module vxlan (modprobe), or leave LBAAS_TUNNEL_IP out`);
}
