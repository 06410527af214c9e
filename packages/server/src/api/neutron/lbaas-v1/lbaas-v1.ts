import type { Liveness } from '../../../devices/index.ts';
import type { UnitOfWork } from '../../../persistence/index.ts';
import type { InspectDevice } from '../../../usecases/ask-agent.ts';
import type { PoolOptions } from '../../../usecases/balancing/create-pool.ts';
import type { NeutronPart } from '../extensions.ts';
import { associationCalls } from './association.ts';
import { explainCall } from './explain.ts';
import { healthMonitorResource } from './health-monitor.ts';
import { type MemberOptions, memberResource } from './member.ts';
import { poolStatsCall } from './pool-stats.ts';
import { poolResource } from './pool.ts';
import { serviceProvidersCall } from './service-providers.ts';
import { vipResource } from './vip.ts';

export interface LbaasV1Options extends PoolOptions, MemberOptions, Liveness {
  readonly unitOfWork: UnitOfWork;
  readonly inspectDevice: InspectDevice;
}

/** The Neutron LBaaS v1 dialect: a pool is a load balancer of the same id, a vip one of its listeners. */
export function lbaasV1(options: LbaasV1Options): NeutronPart {
  const { unitOfWork, placer } = options;
  return {
    resources: [
      poolResource(options),
      vipResource(placer, options),
      memberResource(options),
      healthMonitorResource(options),
    ],
    calls: [
      poolStatsCall(unitOfWork),
      explainCall(options),
      ...associationCalls(unitOfWork),
      serviceProvidersCall(options.providers),
    ],
    extensions: [
      {
        alias: 'lbaas',
        name: 'LoadBalancing service',
        description: 'Provides LoadBalancing service',
        updated: '2012-10-07T10:00:00-00:00',
      },
      {
        alias: 'service-type',
        name: 'Neutron Service Type Management',
        description: 'API for retrieving service providers for Neutron advanced services',
        updated: '2013-01-20T00:00:00-00:00',
      },
    ],
  };
}
