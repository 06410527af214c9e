import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { list } from '../../tests/e2e/support/balancer.ts';
import { vipUrl } from '../../tests/e2e/support/client.ts';
import { type WideSubnet, createPool, createVip, deletePool } from './bench-balancer.ts';

export interface ManyBalancer {
  readonly poolId: string;
  readonly vipId: string;
  readonly memberId: string;
  readonly url: string;
}

const AT_ONCE = 4;
const SOON = { withinMs: 1_200_000, everyMs: 500 };

/** One after another on each of a few connections, in the order of the list. */
export async function inTurnsOf<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const waiting = [...items.entries()];
  const results: Result[] = [];
  const run = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return results;
}

/** Balancers with the VIP addresses of these numbers; each has a member, and all of them are there. */
export async function createMany(
  lab: Lab,
  subnet: WideSubnet,
  numbers: readonly number[],
): Promise<ManyBalancer[]> {
  const made = await inTurnsOf(numbers, async (n) => {
    const address = subnet.vipAddress(n);
    const { poolId, memberIds } = await createPool(lab, [{ address: subnet.member }], subnet.id);
    const vipId = await createVip(lab, poolId, address, subnet.id);
    return { poolId, vipId, memberId: memberIds[0] ?? '', url: vipUrl('http', address, 8080) };
  });
  await eventually(async () => {
    const vips = await list(lab, '/v2.0/lb/vips?fields=status');
    const waiting = vips.filter(({ status }) => status !== 'ACTIVE').length;
    if (waiting > 0) throw new Error(`${waiting} VIPs are not there yet`);
  }, SOON);
  return made;
}

/** Until no host has anything of them. */
export async function deleteMany(lab: Lab, balancers: readonly ManyBalancer[]): Promise<void> {
  await inTurnsOf(balancers, ({ poolId, vipId }) => deletePool(lab, poolId, vipId));
  await eventually(() => {
    const left = lab.agents.flatMap(({ name }) => lab.haproxyPidsOn(name)).length;
    if (left > 0) throw new Error(`${left} HAProxies still run`);
  }, SOON);
}
