import type { Liveness } from '../../../devices/index.ts';
import type { UnitOfWork } from '../../../persistence/index.ts';
import type { NeutronPart } from '../extensions.ts';
import { searchCall } from './search.ts';
import { topologyCall } from './topology.ts';
import { statsHistoryCall } from './stats-history.ts';
import { loadBalancerResource } from './load-balancers.ts';

export interface OverviewOptions extends Liveness {
  readonly unitOfWork: UnitOfWork;
}

/** What looks at several resources at once: for pages that people look at. */
export const overviewPart = (options: OverviewOptions): NeutronPart => ({
  resources: [loadBalancerResource(options)],
  calls: [
    statsHistoryCall(options.unitOfWork),
    searchCall(options.unitOfWork),
    topologyCall(options.unitOfWork),
  ],
  extensions: [
    {
      alias: 'lb-overview',
      name: 'Load balancer overview',
      description: 'Load balancers with all of their parts',
      updated: '2026-11-29T10:00:00-00:00',
    },
  ],
});
