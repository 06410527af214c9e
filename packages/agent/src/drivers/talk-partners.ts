import type { LogicalDevice } from '@lbaas/common/contract';

/** Of them all somebody answers, where anybody does. */
const MOST = 8;

/** Addresses that a device sends to by itself, some of them: whether its network is there, they can tell. Pure. */
export function talkPartnersOf(device: LogicalDevice): readonly string[] {
  if (device.kind !== 'load_balancer') return [];
  const members = device.snapshot.pools.flatMap(({ members: all }) => all.map(({ address }) => address));
  return [...new Set(members)].slice(0, MOST);
}
