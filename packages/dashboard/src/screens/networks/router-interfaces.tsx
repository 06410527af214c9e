import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { PORTS } from '../../api/networks.ts';
import { listQuery } from '../../api/resources.ts';
import { useText } from '../../text/index.ts';
import { useNames } from './use-names.ts';

export const interfacesQuery = (routerId: string) =>
  listQuery(PORTS, { device_id: routerId, device_owner: 'network:router_interface' });

/** The subnets that a router is on, and its addresses there. */
export function RouterInterfaces({ routerId }: { readonly routerId: string }) {
  const { common } = useText();
  const names = useNames();
  const { data } = useQuery(interfacesQuery(routerId));
  const addresses = data?.items.flatMap(({ fixed_ips: ips }) => ips);
  if (addresses?.length === 0) return common.none;
  return addresses?.map(({ subnet_id: id, ip_address: address }) => (
    <div key={address}>
      <Link to={`/networks/subnets/${id}`}>
        <bdi>{names.subnet(id)}</bdi>
      </Link>
      {' · '}
      {address}
    </div>
  ));
}
