import type { Port } from '../../api/networks.ts';
import type { Option } from '../../forms/index.ts';

/** Ports that a floating IP may lead to, VIPs first: those of routers and of floating IPs are none. */
export const portChoices = (
  ports: readonly Port[],
  owners: Readonly<Record<string, string>>,
): readonly Option[] =>
  ports
    .filter(({ device_owner: owner }) => !owner.startsWith('network:'))
    .toSorted((one, other) => Number(isVip(other)) - Number(isVip(one)))
    .map((port) => ({
      value: port.id,
      text: [
        ...(isVip(port) ? [owners[VIP]] : []),
        ...(port.name === '' ? [] : [port.name]),
        ...port.fixed_ips.map(({ ip_address: address }) => address),
      ].join(' · '),
    }));

const VIP = 'neutron:LOADBALANCER';
const isVip = ({ device_owner: owner }: Port): boolean => owner === VIP;
