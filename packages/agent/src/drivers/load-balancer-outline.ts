import type { LoadBalancerDevice } from '@lbaas/common/contract';
import type { FiguresOutline } from './figures.ts';

/** Of a load balancer, whatever runs it. Pure. */
export function loadBalancerOutline({ snapshot: { pools } }: LoadBalancerDevice): FiguresOutline {
  const monitors = pools.flatMap(({ health_monitors }) => health_monitors);
  const delaysS = monitors.filter(({ admin_state_up }) => admin_state_up).map(({ delay }) => delay);
  return {
    unknown: pools.flatMap(({ id: poolId, members }) =>
      members.map(({ id: memberId }) => ({ poolId, memberId, health: 'unknown', check: undefined })),
    ),
    checkedEveryMs: delaysS.length === 0 ? undefined : Math.min(...delaysS) * 1_000,
  };
}
