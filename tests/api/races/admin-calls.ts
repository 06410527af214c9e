import type { Caller } from './caller.ts';
import type { RaceCall } from './race-call.ts';

/** The project whose limits change all the time. */
export const UNSTEADY = 'one';

const flat = (name: string) => ({
  'provider:network_type': 'flat',
  'provider:physical_network': name,
  shared: true,
});

/** So small that routers and floating IPs compete for its addresses. */
const office = ({ dice }: Caller) => ({ ip_version: 4, cidr: `192.168.${dice.below(2)}.0/29` });

const limits = ({ dice }: Caller): object =>
  Object.fromEntries(
    dice
      .shuffled(['pool', 'vip', 'member', 'port', 'network', 'subnet', 'router', 'floatingip'])
      .map((name) => [name, 3 + dice.below(6)]),
  );

/** What an admin does, on networks that all projects use, and to agents and limits. */
export const ADMIN_CALLS: readonly RaceCall[] = [
  {
    name: 'create shared networks',
    isFirst: true,
    weight: 4,
    errors: ['FlatNetworkInUse'],
    send: (caller) =>
      caller.dice.chance(0.5)
        ? caller.make('network', { network: { shared: true } })
        : caller.make('network', { networks: caller.dice.shuffled(['physnet1', 'physnet2']).map(flat) }),
  },
  {
    name: 'create a subnet for all',
    isFirst: true,
    weight: 8,
    errors: ['NetworkNotFound', 'InvalidInput'],
    send: (caller) =>
      caller.make('subnet', {
        subnet: {
          network_id: caller.own('network'),
          ip_version: 4,
          cidr: `10.${1 + caller.dice.below(2)}.0.0/29`,
        },
      }),
  },
  {
    name: 'create an external network',
    isFirst: true,
    weight: 2,
    errors: [],
    send: (caller) => caller.make('office', { network: { 'router:external': true } }),
  },
  {
    name: 'create a subnet of an external network',
    isFirst: true,
    weight: 4,
    errors: ['NetworkNotFound', 'InvalidInput'],
    send: (caller) =>
      caller.make('subnet', { subnet: { network_id: caller.own('office'), ...office(caller) } }),
  },
  {
    name: 'make an external network internal, or an internal one external',
    weight: 2,
    errors: ['NetworkNotFound', 'ExternalNetworkInUse', 'InvalidSharedSetting'],
    send: (caller) =>
      caller.put(`/networks/${caller.own('office')}`, {
        network: { 'router:external': caller.dice.chance(0.7) },
      }),
  },
  {
    name: 'delete an external network',
    weight: 1,
    errors: ['NetworkNotFound', 'NetworkInUse', 'SubnetInUse'],
    send: (caller) => caller.end('office'),
  },
  {
    name: 'share a network, or not',
    weight: 10,
    errors: ['NetworkNotFound', 'InvalidSharedSetting'],
    send: (caller) => caller.change('network', { shared: caller.dice.chance(0.5) }),
  },
  {
    name: 'change a network of all',
    weight: 4,
    errors: ['NetworkNotFound'],
    send: (caller) => caller.change('network', { mtu: 1400 + caller.dice.below(100) }),
  },
  {
    name: 'delete a network of all',
    weight: 2,
    errors: ['NetworkNotFound', 'NetworkInUse', 'SubnetInUse'],
    send: (caller) => caller.end('network'),
  },
  {
    name: 'delete a subnet of all',
    weight: 2,
    errors: ['SubnetNotFound', 'SubnetInUse'],
    send: (caller) => caller.end('subnet'),
  },
  {
    name: 'set limits',
    weight: 6,
    errors: [],
    send: (caller) => caller.put(`/quotas/${UNSTEADY}`, { quota: limits(caller) }),
  },
  {
    name: 'reset limits',
    weight: 6,
    errors: [],
    send: (caller) => caller.delete(`/quotas/${UNSTEADY}`),
  },
  {
    name: 'change an agent',
    weight: 10,
    errors: ['AgentNotFound'],
    send: (caller) =>
      caller.change('agent', {
        ...(caller.dice.chance(0.3) ? { description: 'rack 2' } : {}),
        admin_state_up: caller.dice.chance(0.7),
      }),
  },
  { name: 'delete an agent', weight: 3, errors: ['AgentNotFound'], send: (caller) => caller.end('agent') },
];
