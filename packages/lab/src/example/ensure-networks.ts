import type { LabNetworks } from '../fabric/address-plan.ts';
import type { RoutedExample } from './example.ts';
import type { Created, ExampleCalls } from './example-calls.ts';
import { ROUTED_NAMES, exampleObjects as objects } from './example-objects.ts';

/** Where the VIP of the example is. */
export interface Place {
  readonly network: string;
  readonly subnet: string;
}

/** The one network of a flat lab. */
export async function ensureFlat({ ensure }: ExampleCalls): Promise<Place> {
  const { id: network } = await ensure('networks', ['name'], objects.network());
  const { id: subnet } = await ensure('subnets', ['network_id'], objects.subnet(network));
  return { network, subnet };
}

export type Routed = Pick<RoutedExample, 'router' | 'networks' | 'subnets'>;

/** The networks of a routed lab, made by an admin, and a router of the tenant between them. */
export async function ensureRouted(
  admin: ExampleCalls,
  tenant: ExampleCalls,
  lab: LabNetworks,
): Promise<Routed> {
  const isTunnelled = (name: string): boolean => lab === 'tunnelled' && name === 'lb';
  const made = await Promise.all(
    ROUTED_NAMES.map(async (name) => {
      const network = await admin.ensure(
        'networks',
        ['name'],
        objects.routedNetwork(name, isTunnelled(name)),
      );
      const subnet = await admin.ensure('subnets', ['network_id'], objects.routedSubnet(name, network.id));
      return [name, network, subnet] as const;
    }),
  );
  const idsOf = (pick: (each: (typeof made)[number]) => Created): RoutedExample['networks'] => {
    const [office, lb, servers] = made.map((each) => pick(each).id);
    return { office: office ?? '', lb: lb ?? '', servers: servers ?? '' };
  };
  const networks = idsOf(([, network]) => network);
  const subnets = idsOf(([, , subnet]) => subnet);
  const { id: router } = await tenant.ensure('routers', ['name'], objects.router(networks.office));
  for (const inside of ['lb', 'servers'] as const) {
    if (await admin.find('ports', { device_id: router, network_id: networks[inside] })) continue;
    // The gateway address of a shared network goes to whoever owns that.
    await admin.change(`routers/${router}/add_router_interface`, objects.interface(subnets[inside]));
  }
  return { router, networks, subnets };
}
