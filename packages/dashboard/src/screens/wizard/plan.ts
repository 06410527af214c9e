import * as calls from '../../balancing/steps.ts';
import { type Step, idOf } from '../../calls/index.ts';
import type { Values } from '../../forms/index.ts';
import type { TypedMember } from '../../rules/index.ts';

/** What the form asks for, but the members: they come from one of three sources. */
export interface Wanted {
  readonly values: Values;
  readonly members: readonly TypedMember[];
}

/** The calls that make it, in an order in which each finds what it needs. */
export function planOf({ values, members }: Wanted): readonly Step[] {
  const pool = idOf('pool');
  const named = { ...values, name: values['name']?.trim() ?? '' };
  return [
    calls.addPool(named),
    calls.addVip(pool, vipValues(named)),
    ...members.map((member, index) => ({
      ...calls.addMember(pool, memberValues(member), `member_${index + 1}`),
      name: `${member.address}:${member.port}`,
    })),
    ...monitorSteps(values),
    ...floatingIpSteps(values),
  ];
}

/** The VIP is named after the load balancer; a provider and a description are the pool's. */
const vipValues = (values: Values): Values => ({ ...values, description: '' });

const memberValues = ({ address, port, weight }: TypedMember): Values => ({
  address,
  protocol_port: port,
  weight,
});

function monitorSteps(values: Values): readonly Step[] {
  if (values['monitor'] === 'false') return [];
  const { type = 'TCP' } = values;
  const monitor = { ...calls.addMonitor(values), name: type };
  return [monitor, calls.associate(idOf('pool'), idOf(monitor.key))];
}

function floatingIpSteps({ floatingip_id: chosen = '' }: Values): readonly Step[] {
  const [from, id] = chosen.split(' ');
  if (id === undefined) return [];
  const port = { ref: 'vip', field: 'port_id' };
  return [from === 'network' ? calls.addFloatingIp(id, port) : calls.pointFloatingIp(id, port)];
}

/** The body of `POST /v2.0/lb/loadbalancers/preview`. */
export function previewOf(wanted: Wanted): object {
  const plan = planOf(wanted);
  const bodies = (kind: Step['kind']): readonly object[] =>
    plan
      .filter((step) => step.kind === kind)
      .map(({ body = {} }) =>
        Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'pool_id')),
      );
  const network = plan.find(({ kind }) => kind === 'floatingip')?.body?.['floating_network_id'];
  return {
    loadbalancer: {
      pool: bodies('pool')[0],
      vip: bodies('vip')[0],
      members: bodies('member'),
      health_monitors: bodies('health_monitor'),
      ...(network === undefined ? {} : { floating_network_id: network }),
    },
  };
}
