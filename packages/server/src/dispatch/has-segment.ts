import { type DevicePort, type LogicalDevice } from '@lbaas/common/contract';
import type { Claim } from './claim-due.ts';

/** Whether a device that is sent to a host has a port on a vlan or vxlan network. Pure. */
export const hasSegment = ({ order }: Pick<Claim, 'order'>): boolean =>
  order.kind === 'deploy' &&
  portsOf(order.device).some(({ network }) => (network.segmentation_id ?? null) !== null);

function portsOf({ kind, snapshot }: LogicalDevice): readonly DevicePort[] {
  if (kind === 'router')
    return [...(snapshot.gateway === null ? [] : [snapshot.gateway.port]), ...snapshot.interfaces];
  return snapshot.vip_port === null ? [] : [snapshot.vip_port];
}
