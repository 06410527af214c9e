import type { Liveness } from '../../../devices/index.ts';
import type { UnitOfWork } from '../../../persistence/index.ts';
import type { InspectDevice } from '../../../usecases/ask-agent.ts';
import type { PoolOptions } from '../../../usecases/balancing/create-pool.ts';
import type { NeutronPart } from '../extensions.ts';
import { associationCalls } from './association.ts';
import { configurationCall } from './configuration.ts';
import { explainCall } from './explain.ts';
import { healthMonitorResource } from './health-monitor.ts';
import { type MemberOptions, memberResource } from './member.ts';
import { type PreviewOptions, previewCall } from './preview.ts';
import { poolStatsCall } from './pool-stats.ts';
import { poolResource } from './pool.ts';
import { serviceProvidersCall } from './service-providers.ts';
import { vipResource } from './vip.ts';

export interface LbaasV1Options extends PoolOptions, MemberOptions, PreviewOptions, Liveness {
  readonly unitOfWork: UnitOfWork;
  readonly inspectDevice: InspectDevice;
}

/** The Neutron LBaaS v1 dialect: a pool is a load balancer of the same id, a vip one of its listeners. */
export function lbaasV1(options: LbaasV1Options): NeutronPart {
  const { unitOfWork, placer, dryRuns } = options;
  const pool = poolResource(options);
  const vip = vipResource(placer, options);
  const member = memberResource(options);
  const monitor = healthMonitorResource(options);
  return {
    resources: [pool, vip, member, monitor],
    calls: [
      poolStatsCall(unitOfWork),
      explainCall(options),
      configurationCall(options),
      previewCall(options, { pool, vip, member, monitor }),
      ...associationCalls(unitOfWork, dryRuns),
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
