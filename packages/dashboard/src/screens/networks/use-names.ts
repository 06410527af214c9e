import { useQuery } from '@tanstack/react-query';
import { NETWORKS, type Network, SUBNETS, type Subnet } from '../../api/networks.ts';
import { listQuery } from '../../api/resources.ts';
import { useText } from '../../text/index.ts';

interface Names {
  readonly networks: readonly Network[];
  readonly subnets: readonly Subnet[];
  readonly network: (id: string) => string;
  readonly subnet: (id: string) => string;
  readonly nameOfSubnet: (subnet: Subnet) => string;
  readonly nameOfNetwork: (network: Network) => string;
}

const ORDER = { sort_key: 'name', sort_dir: 'asc', limit: 500 };

/** Networks and subnets that the caller sees, also shared and external ones of others, for names and choices. */
export function useNames(): Names {
  const { common } = useText();
  const { data: networks } = useQuery({ ...listQuery(NETWORKS, ORDER), staleTime: 30_000 });
  const { data: subnets } = useQuery({ ...listQuery(SUBNETS, ORDER), staleTime: 30_000 });
  const nameOfNetwork = ({ id, name }: Network): string => name || common.unnamed(id);
  const nameOfSubnet = ({ name, cidr }: Subnet): string => (name === '' ? cidr : `${name} (${cidr})`);
  return {
    networks: networks?.items ?? [],
    subnets: subnets?.items ?? [],
    nameOfNetwork,
    nameOfSubnet,
    network: (id) => {
      const found = networks?.items.find((each) => each.id === id);
      return found === undefined ? common.unnamed(id) : nameOfNetwork(found);
    },
    subnet: (id) => {
      const found = subnets?.items.find((each) => each.id === id);
      return found === undefined ? common.unnamed(id) : nameOfSubnet(found);
    },
  };
}
