import type { Port } from '../../api/networks.ts';

type PortOfDevice = Pick<Port, 'device_id' | 'device_owner' | 'binding:host_id'>;

/** Host by id of the router: the host that shows one of its ports. */
export const hostsOfRouters = (ports: readonly PortOfDevice[]): ReadonlyMap<string, string> =>
  new Map(
    ports
      .filter(({ device_owner: owner }) => owner.startsWith('network:router'))
      .map(({ device_id: id, 'binding:host_id': host = '' }) => [id, host] as const)
      .filter(([, host]) => host !== ''),
  );
