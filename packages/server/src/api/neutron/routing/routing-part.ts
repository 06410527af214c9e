import type { DevicePlacer } from '../../../usecases/device-placer.ts';
import type { ExplainOptions } from '../explain/explain-device.ts';
import type { NeutronPart } from '../extensions.ts';
import { explainRouterCall } from './explain-router.ts';
import { floatingIps } from './floating-ips.ts';
import { routerInterfaceCalls } from './router-interfaces.ts';
import { routers } from './routers.ts';
import { trafficCalls } from './traffic-calls.ts';

export interface RoutingOptions extends ExplainOptions {
  readonly placer: DevicePlacer;
}

/** Routers and floating IPs, as in the layer 3 extension of Neutron. */
export const routingPart = (options: RoutingOptions): NeutronPart => ({
  resources: [routers(options.placer, options), floatingIps(options)],
  calls: [
    ...routerInterfaceCalls(options.unitOfWork, options.placer),
    explainRouterCall(options),
    ...trafficCalls(options),
  ],
  extensions: [
    {
      alias: 'router',
      name: 'Neutron L3 Router',
      description:
        'Router abstraction for basic L3 forwarding between L2 networks and access to external networks',
      updated: '2012-07-20T10:00:00-00:00',
    },
    {
      alias: 'ext-gw-mode',
      name: 'Neutron L3 Configurable external gateway mode',
      description:
        'Extension of the router abstraction for specifying whether SNAT should occur on the external gateway',
      updated: '2013-03-28T10:00:00-00:00',
    },
  ],
});
