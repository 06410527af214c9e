import type { LoadBalancer, LogicalDevice } from '../contract/index.ts';

/** The snapshot of a device that must be a load balancer; undefined for none. */
export function loadBalancerOf(device: LogicalDevice | undefined): LoadBalancer | undefined {
  if (device !== undefined && device.kind !== 'load_balancer') throw new Error(`this is a ${device.kind}`);
  return device?.snapshot;
}
