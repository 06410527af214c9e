import { type Body, type Maker, MONITORS, about, any, when } from './step.ts';

export const createMonitor: Maker = ({ project, dice }) => {
  const type = dice.pick(['HTTP', 'HTTP', 'TCP', 'PING', 'HTTPS']);
  const expected_codes = dice.pick(['200', '200-299']);
  const monitor = { type, expected_codes, max_retries: dice.pick([1, 2]), admin_state_up: !dice.chance(0.1) };
  return {
    method: 'POST',
    path: '/v2.0/lb/health_monitors',
    body: { health_monitor: { ...monitor, delay: 1, timeout: 1 } },
    refusals: [],
    touches: [],
    done: ({ id }) => project.monitors.set(id as string, { id: id as string, ...monitor, pools: new Set() }),
  };
};

export const changeMonitor: Maker = about(MONITORS, (monitor, { dice }) => {
  const change = dice.pick<Body>([
    { admin_state_up: !monitor.admin_state_up },
    { expected_codes: dice.pick(['200', '200-299', '200-599', '404']) },
    { max_retries: dice.pick([1, 2, 3]) },
  ]);
  return {
    method: 'PUT',
    path: `/v2.0/lb/health_monitors/${monitor.id}`,
    body: { health_monitor: change },
    refusals: [],
    touches: [monitor.id],
    done: () => Object.assign(monitor, change),
  };
});

export const deleteMonitor: Maker = about(MONITORS, (monitor, { project }) => {
  return {
    method: 'DELETE',
    path: `/v2.0/lb/health_monitors/${monitor.id}`,
    refusals: when(monitor.pools.size > 0, 'HealthMonitorInUse'),
    touches: [monitor.id],
    done: () => {
      project.monitors.delete(monitor.id);
      project.gone.push(`health_monitors/${monitor.id}`);
    },
  };
});

export const associate: Maker = ({ project, dice }) => {
  const pool = any(dice, project.pools.values());
  const monitor = any(dice, project.monitors.values());
  if (pool === undefined || monitor === undefined) return undefined;
  return {
    method: 'POST',
    path: `/v2.0/lb/pools/${pool.id}/health_monitors`,
    body: { health_monitor: { id: monitor.id } },
    refusals: when(monitor.pools.has(pool.id), 'PoolMonitorAssociationExists'),
    touches: [`${pool.id} ${monitor.id}`],
    uses: [pool.id, monitor.id],
    done: () => monitor.pools.add(pool.id),
  };
};

export const disassociate: Maker = ({ project, dice }) => {
  const monitor = any(dice, project.monitors.values());
  const poolId = monitor && any(dice, dice.chance(0.9) ? monitor.pools : project.pools.keys());
  if (monitor === undefined || poolId === undefined) return undefined;
  return {
    method: 'DELETE',
    path: `/v2.0/lb/pools/${poolId}/health_monitors/${monitor.id}`,
    refusals: when(!monitor.pools.has(poolId), 'PoolMonitorAssociationNotFound'),
    touches: [`${poolId} ${monitor.id}`],
    uses: [poolId, monitor.id],
    done: () => monitor.pools.delete(poolId),
  };
};
