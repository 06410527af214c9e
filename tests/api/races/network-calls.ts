import type { Caller } from './caller.ts';
import type { RaceCall } from './race-call.ts';

const ADDRESSES = ['IpAddressInUse', 'IpAddressGenerationFailure', 'InvalidInput', 'InvalidIpForNetwork'];

/** So few that they collide, and so small that they run out of addresses. */
const CIDRS = ['10.1.0.0/29', '10.2.0.0/29', '10.2.0.0/28', 'fd00:1::/125'];
const MACS = ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02', 'fa:16:3e:00:00:03'];

const cidr = (text: string) => ({ cidr: text, ip_version: text.includes(':') ? 6 : 4 });
const address = ({ dice }: Caller): string => `10.${1 + dice.below(2)}.0.${2 + dice.below(5)}`;

function fixedIp(caller: Caller): object {
  if (caller.dice.chance(0.3)) return { subnet_id: caller.usable('subnet') };
  return { ip_address: address(caller) };
}

const fixedIps = (caller: Caller): readonly object[] =>
  Array.from({ length: 1 + caller.dice.below(2) }, () => fixedIp(caller));

function port(caller: Caller, network_id: string): object {
  const { dice } = caller;
  return {
    network_id,
    ...(dice.chance(0.3) ? { device_owner: 'network:dhcp' } : {}),
    ...(dice.chance(0.2) ? { mac_address: dice.pick(MACS) } : {}),
    ...(dice.chance(0.4) ? { fixed_ips: fixedIps(caller) } : {}),
  };
}

function portChange(caller: Caller): object {
  const { dice } = caller;
  switch (dice.below(4)) {
    case 0:
      return { name: 'renamed' };
    case 1:
      return { device_owner: dice.pick(['network:dhcp', 'compute:nova']) };
    default:
      return { fixed_ips: fixedIps(caller) };
  }
}

function subnetChange({ dice }: Caller): object {
  switch (dice.below(3)) {
    case 0:
      return { name: 'renamed' };
    case 1:
      return { gateway_ip: dice.pick([null, '10.1.0.1', '10.1.0.3', '10.2.0.1', '10.2.0.3']) };
    default:
      return { host_routes: [{ destination: `192.168.${dice.below(9)}.0/24`, nexthop: '10.1.0.6' }] };
  }
}

const networkChange = ({ dice }: Caller): object =>
  dice.chance(0.5) ? { mtu: 1400 + dice.below(100) } : { name: 'renamed' };

/** What any project does with networks, subnets and ports. */
export const NETWORK_CALLS: readonly RaceCall[] = [
  {
    name: 'create networks',
    isFirst: true,
    weight: 7,
    errors: ['OverQuota'],
    send: (caller) =>
      caller.dice.chance(0.8)
        ? caller.make('network', { network: {} })
        : caller.make('network', { networks: [{}, {}] }),
  },
  {
    name: 'change a network',
    weight: 4,
    errors: ['NetworkNotFound'],
    send: (caller) => caller.change('network', networkChange(caller)),
  },
  {
    name: 'delete a network',
    weight: 3,
    errors: ['NetworkNotFound', 'NetworkInUse', 'SubnetInUse'],
    send: (caller) => caller.end('network'),
  },
  {
    name: 'create subnets',
    isFirst: true,
    weight: 10,
    errors: ['OverQuota', 'NetworkNotFound', 'InvalidInput'],
    send: (caller) => {
      const subnet = () => ({ network_id: caller.own('network'), ...cidr(caller.dice.pick(CIDRS)) });
      return caller.dice.chance(0.7)
        ? caller.make('subnet', { subnet: subnet() })
        : caller.make('subnet', { subnets: [subnet(), subnet()] });
    },
  },
  {
    name: 'change a subnet',
    weight: 5,
    errors: ['SubnetNotFound', 'InvalidInput', 'GatewayIpInUse', 'GatewayConflictWithAllocationPools'],
    send: (caller) => caller.change('subnet', subnetChange(caller)),
  },
  {
    name: 'delete a subnet',
    weight: 4,
    errors: ['SubnetNotFound', 'SubnetInUse'],
    send: (caller) => caller.end('subnet'),
  },
  {
    name: 'create a port',
    isFirst: true,
    weight: 10,
    errors: ['OverQuota', 'NetworkNotFound', 'PolicyNotAuthorized', 'MacAddressInUse', ...ADDRESSES],
    send: (caller) => caller.make('port', { port: port(caller, caller.usable('network')) }),
  },
  {
    name: 'create several ports',
    weight: 5,
    errors: ['OverQuota', 'NetworkNotFound', 'PolicyNotAuthorized', 'MacAddressInUse', ...ADDRESSES],
    send: (caller) => {
      const count = 2 + caller.dice.below(3);
      const ports = Array.from({ length: count }, () => port(caller, caller.usable('network')));
      return caller.make('port', { ports });
    },
  },
  {
    name: 'change a port',
    weight: 10,
    errors: ['PortNotFound', 'PortInUse', 'FipAssociated', 'PolicyNotAuthorized', ...ADDRESSES],
    send: (caller) => caller.change('port', portChange(caller)),
  },
  {
    name: 'delete a port',
    weight: 6,
    errors: ['PortNotFound', 'ServicePortInUse', 'L3PortInUse'],
    send: (caller) => caller.end('port'),
  },
];
