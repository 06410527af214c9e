import type { NetworkType } from '@lbaas/common/domain';

/** A route as the kernel prints it: `destination` is a CIDR, the default routes are 0.0.0.0/0 and ::/0. */
export interface Route {
  readonly destination: string;
  readonly via: string;
}

export interface DesiredRoute extends Route {
  /** The next hop is in none of the port's subnets, so the route needs the keyword `onlink`. */
  readonly onlink: boolean;
}

export interface PortNetwork {
  readonly id: string;
  readonly type: NetworkType;
  readonly physicalNetwork: string | undefined;
  /** VLAN id or VNI. */
  readonly segmentationId?: number | undefined;
  /** Where tunnels of the network end, this host among them; of vxlan networks only. */
  readonly tunnelEnds?: readonly string[] | undefined;
  readonly mtu: number;
}

/** What a port of a device must be, in the kernel's own notation, so that it compares with what is observed. */
export interface DesiredPort {
  readonly portId: string;
  /** The name of its end inside the namespace. */
  readonly link: string;
  readonly macAddress: string;
  readonly network: PortNetwork;
  /** `address/prefix length` in the canonical form of RFC 5952. */
  readonly addresses: readonly string[];
  readonly routes: readonly DesiredRoute[];
  /** It sends on what others have sent, so packets of any address leave through it. */
  readonly forwards?: boolean;
}

export interface ObservedTap {
  readonly index: number;
  readonly bridge: string | undefined;
  readonly up: boolean;
}

export interface ObservedInside {
  /** Index of the other end, in the root namespace. */
  readonly peerIndex: number | undefined;
  readonly macAddress: string;
  readonly mtu: number;
  readonly up: boolean;
}

export interface Neighbour {
  /** Without prefix length. */
  readonly address: string;
  readonly macAddress: string;
}

export interface ObservedPort {
  readonly namespace: boolean;
  /** The link in the root namespace that has the name of the desired port. */
  readonly tap: ObservedTap | undefined;
  readonly inside: ObservedInside | undefined;
  /** Links in the namespace that belong to none of the desired ports. */
  readonly strangers: readonly string[];
  readonly addresses: readonly string[];
  readonly routes: readonly Route[];
  /** Who has announced or used one of the addresses of the port last, as its link has heard it. */
  readonly neighbours: readonly Neighbour[];
  /** What is amiss with the policy rules of the namespace, in words. */
  readonly rules?: readonly string[];
  /** Destinations that the link leads to without a next hop: the subnets of its addresses. */
  readonly onLink: readonly string[];
  /** Whether the loopback link of the namespace is up. */
  readonly loopback: boolean;
  /** What is amiss with the filter of what the port sends, in words. */
  readonly unguarded?: string | undefined;
  /** Why the port passes no frame, in words; undefined when it may (ADR 32). */
  readonly silent?: string | undefined;
  /** The bridge that carries the network on this host; undefined before the first port on it. */
  readonly bridge: string | undefined;
  /** Why the port reaches nobody although it is as it must be, where only the operator can mend that. */
  readonly impediment?: string | undefined;
  /** How the tunnels of the network differ from what the devices of this host want of them. */
  readonly tunnels?: TunnelChange | undefined;
}

/** Tunnel addresses of other hosts. */
export interface TunnelChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** One of the ports of a device, and what is to be done to it. */
export interface PortPlan {
  readonly port: DesiredPort;
  readonly steps: readonly PortStep[];
}

/** In the order of execution. `plug` makes the whole port, with its addresses and routes. */
export type PortStep =
  | { readonly kind: 'unplug'; readonly reason: string; readonly links: readonly PortLink[] }
  | { readonly kind: 'plug'; readonly reason: string; readonly namespace: boolean }
  | { readonly kind: 'bridge.attach'; readonly reason: string }
  | ({ readonly kind: 'tunnels.change' } & TunnelChange)
  | { readonly kind: 'link.up'; readonly end: PortLink['end'] | 'loopback' }
  | { readonly kind: 'link.mtu'; readonly mtu: number }
  | { readonly kind: 'address.add'; readonly address: string }
  | { readonly kind: 'address.remove'; readonly address: string }
  /** The kernel makes this route with the address: somebody has removed it. */
  | { readonly kind: 'subnet.replace'; readonly subnet: string; readonly address: string }
  | { readonly kind: 'route.replace'; readonly route: DesiredRoute }
  /** Somebody has added policy rules to the namespace, or removed some. */
  | { readonly kind: 'rules.reset'; readonly reason: string }
  /** What may come from the port is as it must be, no more and no less. */
  | { readonly kind: 'security.set'; readonly reason: string }
  /** It passes frames again, if nobody answers for its addresses. */
  | { readonly kind: 'port.resume'; readonly reason: string }
  /** From now on it shows who else uses the address; `rival` has done so since it did last. */
  | { readonly kind: 'neighbour.watch'; readonly address: string; readonly rival: string | undefined }
  | { readonly kind: 'route.remove'; readonly route: Route };

export interface PortLink {
  readonly end: 'tap' | 'inside';
  readonly name: string;
}
