import type { Lab } from '@lbaas/lab';
import { call, labSubnets, realised } from '../../tests/e2e/support/balancer.ts';

export interface BenchPool {
  readonly poolId: string;
  readonly memberIds: readonly string[];
}

/** A pool with one or more members, realised, still without a VIP. */
export async function createPool(lab: Lab, members: readonly { address: string }[]): Promise<BenchPool> {
  const subnet_id = (await labSubnets(lab))[4];
  const pool = { name: 'bench', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id };
  const { id } = await call(lab, 'POST', '/v2.0/lb/pools', { pool });
  const memberIds: string[] = [];
  for (const { address } of members) {
    const member = { pool_id: id, address, protocol_port: 8080 };
    memberIds.push((await call(lab, 'POST', '/v2.0/lb/members', { member })).id);
  }
  await realised(lab, id);
  return { poolId: id, memberIds };
}

/** @returns the id of the VIP, without waiting for it */
export async function createVip(lab: Lab, poolId: string, address: string): Promise<string> {
  const subnet_id = (await labSubnets(lab))[4];
  const vip = { name: 'bench', pool_id: poolId, subnet_id, protocol: 'HTTP', protocol_port: 8080, address };
  return (await call(lab, 'POST', '/v2.0/lb/vips', { vip })).id;
}

export async function deletePool(lab: Lab, poolId: string, vipId: string): Promise<void> {
  await call(lab, 'DELETE', `/v2.0/lb/vips/${vipId}`);
  await call(lab, 'DELETE', `/v2.0/lb/pools/${poolId}`);
}
