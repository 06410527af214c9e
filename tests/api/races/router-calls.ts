import type { Caller } from './caller.ts';
import type { RaceCall } from './race-call.ts';

/** Ports of routers take addresses, and wait for those that other routers still have. */
const TAKES_ADDRESSES = [
  'NetworkNotFound',
  'BadRequest',
  'InvalidInput',
  'IpAddressInUse',
  'IpAddressGenerationFailure',
  'StateInvalid',
];

const gateway = (caller: Caller) => ({
  external_gateway_info: {
    network_id: caller.common('office'),
    ...(caller.dice.chance(0.3) ? { enable_snat: false } : {}),
  },
});

const router = (caller: Caller) => ({ router: caller.dice.chance(0.8) ? gateway(caller) : {} });

function routerChange(caller: Caller): object {
  const { dice } = caller;
  switch (dice.below(5)) {
    case 0:
      return { name: 'renamed' };
    case 1:
      return { admin_state_up: dice.chance(0.7) };
    case 2:
      return { external_gateway_info: null };
    default:
      return gateway(caller);
  }
}

/** A subnet, or now and then a port. */
const place = (caller: Caller): object =>
  caller.dice.chance(0.8) ? { subnet_id: caller.usable('subnet') } : { port_id: caller.own('port') };

const interfaces = (caller: Caller, verb: 'add' | 'remove') =>
  caller.put(`/routers/${caller.own('router')}/${verb}_router_interface`, place(caller));

const target = (caller: Caller) => ({ port_id: caller.own(caller.dice.chance(0.6) ? 'vip_port' : 'port') });

const floatingIp = (caller: Caller) => ({
  floatingip: {
    floating_network_id: caller.common('office'),
    ...(caller.dice.chance(0.5) ? target(caller) : {}),
  },
});

const ROUTERS: readonly RaceCall[] = [
  {
    name: 'create a router',
    isFirst: true,
    weight: 6,
    errors: ['OverQuota', ...TAKES_ADDRESSES],
    send: (caller) => caller.make('router', router(caller)),
  },
  {
    name: 'change a router',
    weight: 8,
    errors: ['RouterNotFound', 'RouterExternalGatewayInUseByFloatingIp', ...TAKES_ADDRESSES],
    send: (caller) => caller.change('router', routerChange(caller)),
  },
  {
    name: 'add an interface',
    isFirst: true,
    weight: 12,
    errors: [
      'RouterNotFound',
      'SubnetNotFound',
      'PortNotFound',
      'PortInUse',
      'FipAssociated',
      'PolicyNotAuthorized',
      ...TAKES_ADDRESSES,
    ],
    send: (caller) => interfaces(caller, 'add'),
  },
  {
    name: 'remove an interface',
    weight: 5,
    errors: [
      'RouterNotFound',
      'RouterInterfaceNotFound',
      'RouterInterfaceNotFoundForSubnet',
      'RouterInterfaceInUseByFloatingIP',
    ],
    send: (caller) => interfaces(caller, 'remove'),
  },
  {
    name: 'delete a router',
    weight: 3,
    errors: ['RouterNotFound', 'RouterInUse'],
    send: (caller) => caller.end('router'),
  },
];

const LEADS = [
  'PortNotFound',
  'ExternalGatewayForFloatingIPNotFound',
  'FloatingIPPortAlreadyAssociated',
  ...TAKES_ADDRESSES,
];

const FLOATING_IPS: readonly RaceCall[] = [
  {
    name: 'create a floating IP',
    isFirst: true,
    weight: 10,
    errors: ['OverQuota', 'ExternalIpAddressExhausted', ...LEADS],
    send: (caller) => caller.make('floatingip', floatingIp(caller)),
  },
  {
    name: 'change a floating IP',
    weight: 12,
    errors: ['FloatingIPNotFound', ...LEADS],
    send: (caller) =>
      caller.change('floatingip', caller.dice.chance(0.7) ? target(caller) : { port_id: null }),
  },
  {
    name: 'delete a floating IP',
    weight: 4,
    errors: ['FloatingIPNotFound'],
    send: (caller) => caller.end('floatingip'),
  },
];

/** What any project does with routers and floating IPs. */
export const ROUTER_CALLS: readonly RaceCall[] = [...ROUTERS, ...FLOATING_IPS];
