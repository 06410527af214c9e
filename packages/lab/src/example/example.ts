/** Ids of the example balancer, and where it answers. */
export interface Example extends Partial<RoutedExample> {
  /** Of the VIP. */
  readonly network: string;
  readonly subnet: string;
  readonly pool: string;
  readonly vip: string;
  /** In the order of the member hosts. */
  readonly members: readonly string[];
  readonly monitor: string;
  /** Where clients reach the VIP: its own address, or the floating IP. */
  readonly address: string;
  readonly port: number;
}

/** How the office comes in, where networks are routed. */
export interface RoutedExample {
  readonly router: string;
  /** The id of the floating IP; its address is that of the example. */
  readonly floatingIp: string;
  /** Of the VIP itself. */
  readonly vipAddress: string;
  /** Ids by the name of the network. */
  readonly networks: Readonly<Record<'office' | 'lb' | 'servers', string>>;
  readonly subnets: Readonly<Record<'office' | 'lb' | 'servers', string>>;
}
