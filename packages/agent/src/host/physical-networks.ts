import { PHYSICAL_NETWORK_NAME } from '@lbaas/common/domain';
import { HostError } from './host-error.ts';

/** Physical network name -> interface or bridge of this host. */
export type PhysicalNetworks = ReadonlyMap<string, string>;

/** `physnet1:eth1`; the kernel's names of interfaces have up to 15 characters. */
export const NETWORK_ON_INTERFACE = `^(${PHYSICAL_NETWORK_NAME}):([A-Za-z0-9_.@-]{1,15})$`;

const PAIR = new RegExp(NETWORK_ON_INTERFACE);

/** Reads `physnet1:eth1,physnet2:br-ex`; empty text is no physical network. @throws HostError `not_configured` */
export function parsePhysicalNetworks(text: string): PhysicalNetworks {
  const pairs = text.split(',').map((pair) => pair.trim());
  const networks = new Map<string, string>();
  for (const pair of pairs.filter((candidate) => candidate !== '')) {
    const [, name = '', link = ''] = PAIR.exec(pair) ?? [];
    if (name === '') throw misread(pair, 'is not NAME:INTERFACE');
    if (networks.has(name)) throw misread(pair, 'names a physical network twice');
    networks.set(name, link);
  }
  return networks;
}

const misread = (pair: string, why: string): HostError =>
  new HostError('not_configured', `physical networks: ${JSON.stringify(pair)} ${why}`);
