import type { Severity } from '../../api/objects.ts';
import type { Topology } from '../../api/topology.ts';

export const LAYERS = ['external', 'router', 'network', 'loadbalancer'] as const;
export type Layer = (typeof LAYERS)[number];

export interface PictureNode {
  readonly id: string;
  readonly layer: Layer;
  readonly name: string;
  /** Addresses, one a line. */
  readonly lines: readonly string[];
  readonly severity?: Severity;
  readonly isBroken: boolean;
}

/** From the outer to the inner one. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
}

export interface Picture {
  readonly layers: Readonly<Record<Layer, readonly PictureNode[]>>;
  readonly edges: readonly PictureEdge[];
}

/**
 * Outside at the top: external networks, routers, networks, load balancers. A floating IP is a line of the load
 * balancer that it leads to: that is what it is for. Each layer is in the order of what it hangs on, so that few lines
 * cross.
 */
export function pictureOf(topology: Topology): Picture {
  const external = topology.networks.filter((network) => network.external);
  const edges = edgesOf(topology);
  const order = orderBy(edges);
  const outer = external.map((network) => networkNode(network, 'external'));
  const routers = order(topology.routers.map(routerNode), outer);
  const networks = order(
    topology.networks
      .filter((network) => !network.external)
      .map((network) => networkNode(network, 'network')),
    routers,
  );
  const floatingOf = (port: string): readonly string[] =>
    topology.floating_ips.filter(({ port_id: to }) => to === port).map(({ address }) => `↔ ${address}`);
  const balancers = topology.loadbalancers.map((balancer): PictureNode => ({
    id: balancer.id,
    layer: 'loadbalancer',
    name: balancer.name,
    lines: [balancer.address, ...floatingOf(balancer.port_id)],
    severity: balancer.severity,
    isBroken: balancer.severity === 3,
  }));
  return {
    layers: {
      external: outer,
      router: routers,
      network: networks,
      loadbalancer: order(balancers, [...networks, ...outer]),
    },
    edges,
  };
}

type NetworkOf = Topology['networks'][number];

const networkNode = ({ id, name, subnets }: NetworkOf, layer: Layer): PictureNode => ({
  id,
  layer,
  name,
  lines: subnets.map(({ cidr }) => cidr),
  isBroken: false,
});

const routerNode = ({ id, name, status, gateway_ip: gateway }: Topology['routers'][number]): PictureNode => ({
  id,
  layer: 'router',
  name,
  lines: gateway === null ? [] : [gateway],
  isBroken: status === 'ERROR' || status === 'DOWN',
});

function edgesOf({ networks, routers, loadbalancers }: Topology): readonly PictureEdge[] {
  const known = new Set(networks.map(({ id }) => id));
  const edges = [
    ...routers.flatMap(({ id, external_network_id: outer, interfaces }) => [
      ...(outer === null ? [] : [{ from: outer, to: id, network: outer }]),
      ...interfaces.map(({ network_id: network }) => ({ from: id, to: network, network })),
    ]),
    ...loadbalancers.map(({ id, network_id: network }) => ({ from: network, to: id, network })),
  ];
  const unique = new Map(
    edges
      .filter(({ network }) => known.has(network))
      .map(({ from, to }) => [`${from} ${to}`, { from, to }] as const),
  );
  return [...unique.values()];
}

/** Puts nodes below what they are connected to; those without any come last. */
const orderBy =
  (edges: readonly PictureEdge[]) =>
  (nodes: readonly PictureNode[], above: readonly PictureNode[]): readonly PictureNode[] => {
    const place = new Map(above.map(({ id }, index) => [id, index]));
    const weight = new Map(
      nodes.map(({ id }) => {
        const places = edges
          .filter(({ from, to }) => to === id && place.has(from))
          .map(({ from }) => place.get(from) ?? 0);
        return [id, mean(places) ?? Infinity];
      }),
    );
    return nodes.toSorted((one, other) => compare(weight.get(one.id), weight.get(other.id)));
  };

const compare = (one = Infinity, other = Infinity): number => (one === other ? 0 : one - other);

const mean = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** Ids of what a node is connected to, above and below. */
export const neighboursOf = ({ edges }: Picture, id: string): readonly string[] =>
  edges.flatMap(({ from, to }) => [...(from === id ? [to] : []), ...(to === id ? [from] : [])]);
