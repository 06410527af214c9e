import type { Caller } from './caller.ts';
import type { RaceCall } from './race-call.ts';

const pool = (caller: Caller) => ({
  pool: { protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: caller.usable('subnet') },
});

const vip = (caller: Caller) => ({
  vip: {
    pool_id: caller.own('pool'),
    subnet_id: caller.usable('subnet'),
    protocol: 'HTTP',
    protocol_port: 80,
    ...(caller.dice.chance(0.5)
      ? { address: `10.${1 + caller.dice.below(2)}.0.${2 + caller.dice.below(5)}` }
      : {}),
    ...(caller.dice.chance(0.3) ? { session_persistence: { type: 'SOURCE_IP' } } : {}),
  },
});

function vipChange(caller: Caller): object {
  const { dice } = caller;
  switch (dice.below(5)) {
    case 0:
      return { name: 'renamed' };
    case 1:
      return { connection_limit: dice.below(100) };
    case 2:
      return {
        name: 'renamed',
        session_persistence: dice.pick([{ type: 'SOURCE_IP' }, { type: 'HTTP_COOKIE' }]),
      };
    default:
      return { pool_id: caller.own('pool') };
  }
}

const member = (caller: Caller) => ({
  pool_id: caller.own('pool'),
  address: `10.9.0.${1 + caller.dice.below(6)}`,
  protocol_port: 80,
});

function memberChange(caller: Caller): object {
  return caller.dice.chance(0.5) ? { weight: caller.dice.below(10) } : { pool_id: caller.own('pool') };
}

const monitor = { health_monitor: { type: 'HTTP', delay: 5, timeout: 3, max_retries: 2 } };

const associations = (caller: Caller): object => {
  const ids = [caller.own('health_monitor'), caller.own('health_monitor')].map((id) => ({ id }));
  return caller.dice.chance(0.5) ? { health_monitor: ids[0] } : { health_monitors: ids };
};

const POOLS: readonly RaceCall[] = [
  {
    name: 'create a pool',
    isFirst: true,
    weight: 10,
    errors: ['OverQuota', 'SubnetNotFound'],
    send: (caller) => caller.make('pool', pool(caller)),
  },
  {
    name: 'change a pool',
    weight: 6,
    errors: ['PoolNotFound'],
    send: (caller) =>
      caller.change(
        'pool',
        caller.dice.chance(0.5) ? { name: 'renamed' } : { lb_method: 'LEAST_CONNECTIONS' },
      ),
  },
  {
    name: 'delete a pool',
    weight: 4,
    errors: ['PoolNotFound', 'PoolInUse'],
    send: (caller) => caller.end('pool'),
  },
];

const VIPS: readonly RaceCall[] = [
  {
    name: 'create a VIP',
    isFirst: true,
    weight: 10,
    errors: [
      'OverQuota',
      'PoolNotFound',
      'SubnetNotFound',
      'VipExists',
      'IpAddressInUse',
      'IpAddressGenerationFailure',
      'InvalidInput',
      'StateInvalid',
    ],
    send: (caller) => caller.make('vip', vip(caller)),
  },
  {
    name: 'change a VIP',
    weight: 12,
    errors: ['VipNotFound', 'PoolNotFound', 'VipExists', 'StateInvalid'],
    send: (caller) => caller.change('vip', vipChange(caller)),
  },
  { name: 'delete a VIP', weight: 3, errors: ['VipNotFound'], send: (caller) => caller.end('vip') },
];

const MEMBERS: readonly RaceCall[] = [
  {
    name: 'create members',
    isFirst: true,
    weight: 10,
    errors: ['OverQuota', 'PoolNotFound', 'MemberExists'],
    send: (caller) =>
      caller.dice.chance(0.5)
        ? caller.make('member', { member: member(caller) })
        : caller.make('member', { members: [member(caller), member(caller), member(caller)] }),
  },
  {
    name: 'change a member',
    weight: 10,
    errors: ['MemberNotFound', 'PoolNotFound', 'MemberExists'],
    send: (caller) => caller.change('member', memberChange(caller)),
  },
  { name: 'delete a member', weight: 4, errors: ['MemberNotFound'], send: (caller) => caller.end('member') },
];

const MONITORS: readonly RaceCall[] = [
  {
    name: 'create a monitor',
    isFirst: true,
    weight: 4,
    errors: ['OverQuota'],
    send: (caller) => caller.make('health_monitor', monitor),
  },
  {
    name: 'change a monitor',
    weight: 8,
    errors: ['HealthMonitorNotFound'],
    send: (caller) => caller.change('health_monitor', { delay: 5 + caller.dice.below(9) }),
  },
  {
    name: 'delete a monitor',
    weight: 2,
    errors: ['HealthMonitorNotFound', 'HealthMonitorInUse'],
    send: (caller) => caller.end('health_monitor'),
  },
  {
    name: 'associate monitors',
    isFirst: true,
    weight: 10,
    errors: ['HealthMonitorNotFound', 'PoolNotFound', 'PoolMonitorAssociationExists'],
    send: (caller) => caller.post(`/lb/pools/${caller.own('pool')}/health_monitors`, associations(caller)),
  },
  {
    name: 'disassociate a monitor',
    weight: 6,
    errors: ['PoolNotFound', 'PoolMonitorAssociationNotFound'],
    send: (caller) =>
      caller.delete(`/lb/pools/${caller.own('pool')}/health_monitors/${caller.own('health_monitor')}`),
  },
];

/** What any project does with load balancers. */
export const BALANCER_CALLS: readonly RaceCall[] = [...POOLS, ...VIPS, ...MEMBERS, ...MONITORS];
