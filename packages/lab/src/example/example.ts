/** Ids of the example balancer, and where it answers. */
export interface Example {
  readonly network: string;
  readonly subnet: string;
  readonly pool: string;
  readonly vip: string;
  /** In the order of the member hosts. */
  readonly members: readonly string[];
  readonly monitor: string;
  readonly address: string;
  readonly port: number;
}
