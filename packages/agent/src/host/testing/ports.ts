import { randomBytes, randomUUID } from 'node:crypto';
import type { DesiredPort } from '../port.ts';

/** A port on a network of its own, with one IPv4 and one IPv6 address. */
export function somePort(changes: Partial<DesiredPort> = {}): DesiredPort {
  return {
    portId: randomUUID(),
    link: 'vip0',
    macAddress: `fa:16:3e:${[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`,
    network: { id: randomUUID(), type: 'local', physicalNetwork: undefined, mtu: 1450 },
    addresses: ['10.1.0.5/24', '2001:db8:1::5/64'],
    routes: [
      { destination: '0.0.0.0/0', via: '10.1.0.1', onlink: false },
      { destination: '::/0', via: '2001:db8:1::1', onlink: false },
    ],
    ...changes,
  };
}
