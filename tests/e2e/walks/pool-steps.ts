import { type Body, type Maker, POOLS, about, vipPlace, when } from './step.ts';
import type { Pool } from './model.ts';

export const createPool: Maker = ({ project, dice, world }) => {
  const family = dice.chance(0.75) ? 4 : 6;
  const pool = {
    name: `p${dice.below(99)}`,
    protocol: dice.pick(['HTTP', 'HTTP', 'HTTP', 'TCP', 'HTTPS'] as const),
    lb_method: dice.pick(['ROUND_ROBIN', 'ROUND_ROBIN', 'LEAST_CONNECTIONS', 'SOURCE_IP']),
    admin_state_up: !dice.chance(0.1),
    subnet_id: world.subnets[family],
  };
  return {
    method: 'POST',
    path: '/v2.0/lb/pools',
    body: { pool },
    refusals: when(project.poolQuota >= 0 && project.pools.size >= project.poolQuota, 'OverQuota'),
    touches: ['quota'],
    done: ({ id }) => {
      const { subnet_id: _, ...settings } = pool;
      project.pools.set(id as string, { id: id as string, family, ...settings });
    },
  };
};

export const changePool: Maker = about(POOLS, (pool, { dice }) => {
  const change = dice.pick<Partial<Pool> & Body>([
    { lb_method: dice.pick(['ROUND_ROBIN', 'LEAST_CONNECTIONS', 'SOURCE_IP']) },
    { admin_state_up: !pool.admin_state_up },
    { name: `q${dice.below(99)}` },
    { admin_state_up: true, lb_method: 'ROUND_ROBIN' },
  ]);
  return {
    method: 'PUT',
    path: `/v2.0/lb/pools/${pool.id}`,
    body: { pool: change },
    refusals: [],
    touches: [pool.id],
    done: () => Object.assign(pool, change),
  };
});

export const deletePool: Maker = about(POOLS, (pool, { project }) => {
  return {
    method: 'DELETE',
    path: `/v2.0/lb/pools/${pool.id}`,
    refusals: when(project.vipOf(pool.id) !== undefined, 'PoolInUse'),
    touches: [pool.id, vipPlace(pool.id), 'quota', ...project.membersOf(pool.id).map(({ id }) => id)],
    uses: project.monitorsOf(pool.id).map(({ id }) => id),
    done: () => {
      project.pools.delete(pool.id);
      for (const { id } of project.membersOf(pool.id)) project.members.delete(id);
      for (const { pools } of project.monitors.values()) pools.delete(pool.id);
      project.gone.push(`pools/${pool.id}`);
    },
  };
});
