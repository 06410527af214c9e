import { type Body, type Maker, VIPS, about, any, vipPlace, when } from './step.ts';
import type { Protocol, Vip } from './model.ts';

const PERSISTENCES: Readonly<Record<Protocol, readonly Vip['session_persistence'][]>> = {
  HTTP: [null, null, { type: 'SOURCE_IP' }, { type: 'HTTP_COOKIE' }],
  TCP: [null, { type: 'SOURCE_IP' }],
  HTTPS: [null, { type: 'SOURCE_IP' }],
};

export const createVip: Maker = ({ project, dice, world }) => {
  const free = [...project.pools.values()].filter(({ id }) => project.vipOf(id) === undefined);
  const pool = any(dice, free.length > 0 && dice.chance(0.9) ? free : project.pools.values());
  if (pool === undefined) return undefined;
  const address = dice.chance(0.6) ? dice.pick(project.addresses[pool.family]) : undefined;
  const protocol = dice.chance(0.95) ? pool.protocol : dice.pick(['HTTP', 'TCP'] as const);
  const vip = {
    name: `v${dice.below(99)}`,
    pool_id: pool.id,
    subnet_id: world.subnets[pool.family],
    protocol,
    protocol_port: dice.pick([80, 8080]),
    connection_limit: dice.pick([-1, -1, -1, 100, 0]),
    admin_state_up: !dice.chance(0.1),
    session_persistence: dice.pick(PERSISTENCES[protocol]),
  };
  return {
    method: 'POST',
    path: '/v2.0/lb/vips',
    body: { vip: { ...vip, ...(address === undefined ? {} : { address }) } },
    refusals: [
      ...when(project.vipOf(pool.id) !== undefined, 'VipExists'),
      ...when(protocol !== pool.protocol, 'ProtocolMismatch'),
      ...when(address !== undefined && project.holderOf(address) !== undefined, 'IpAddressInUse'),
    ],
    mayRefuse: ['StateInvalid'],
    touches: [vipPlace(pool.id), ...(address === undefined ? [] : [address])],
    uses: [pool.id],
    done: (answer) => {
      const { id, address: given, port_id } = answer as unknown as Vip;
      const { subnet_id: _, protocol: __, ...settings } = vip;
      project.vips.set(id, { id, address: given, port_id, ...settings });
    },
  };
};

export const changeVip: Maker = ({ project, dice }) => {
  const vip = any(dice, project.vips.values());
  const pool = vip && project.pools.get(vip.pool_id);
  if (vip === undefined || pool === undefined) return undefined;
  const change = dice.pick<Partial<Vip> & Body>([
    { connection_limit: dice.pick([-1, 0, 1, 50]) },
    { admin_state_up: !vip.admin_state_up },
    { session_persistence: dice.pick(PERSISTENCES[pool.protocol]) },
    { name: `v${dice.below(99)}` },
    { admin_state_up: true, connection_limit: -1, pool_id: vip.pool_id },
  ]);
  return {
    method: 'PUT',
    path: `/v2.0/lb/vips/${vip.id}`,
    body: { vip: change },
    refusals: [],
    touches: [vip.id],
    uses: [vip.pool_id, vipPlace(vip.pool_id)],
    done: () => Object.assign(vip, change),
  };
};

export const moveVip: Maker = ({ project, dice }) => {
  const vip = any(dice, project.vips.values());
  const from = vip && project.pools.get(vip.pool_id);
  if (vip === undefined || from === undefined) return undefined;
  const targets = [...project.pools.values()].filter(
    ({ id, family }) => id !== from.id && family === from.family,
  );
  const fitting = targets.filter(
    ({ id, protocol }) => protocol === from.protocol && project.vipOf(id) === undefined,
  );
  const to = any(dice, fitting.length > 0 && dice.chance(0.9) ? fitting : targets);
  if (to === undefined) return undefined;
  return {
    method: 'PUT',
    path: `/v2.0/lb/vips/${vip.id}`,
    body: { vip: { pool_id: to.id } },
    refusals: [
      ...when(project.vipOf(to.id) !== undefined, 'VipExists'),
      ...when(to.protocol !== from.protocol, 'ProtocolMismatch'),
    ],
    mayRefuse: ['StateInvalid'],
    touches: [vip.id, vipPlace(from.id), vipPlace(to.id)],
    uses: [from.id, to.id],
    done: () => (vip.pool_id = to.id),
  };
};

export const deleteVip: Maker = about(VIPS, (vip, { project }) => {
  return {
    method: 'DELETE',
    path: `/v2.0/lb/vips/${vip.id}`,
    refusals: [],
    touches: [vip.id, vipPlace(vip.pool_id), vip.address],
    done: () => {
      project.vips.delete(vip.id);
      project.gone.push(`vips/${vip.id}`);
    },
  };
});
