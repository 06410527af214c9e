import type { Lab } from '@lbaas/lab';
import { call, labSubnets, realised } from '../../tests/e2e/support/balancer.ts';
import { createPool } from './bench-balancer.ts';

/** Pools without a VIP whose placements are not idle: they have had a VIP, so their agent is sent each change. */
export async function createNonIdlePools(lab: Lab, count: number): Promise<readonly string[]> {
  const subnet_id = (await labSubnets(lab))[4];
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const { poolId: pool_id } = await createPool(lab, []);
    const vip = { name: 'bench', pool_id, subnet_id, protocol: 'HTTP', protocol_port: 8080 };
    const { id } = await call(lab, 'POST', '/v2.0/lb/vips', { vip });
    await realised(lab, pool_id);
    await call(lab, 'DELETE', `/v2.0/lb/vips/${id}`);
    ids.push(pool_id);
  }
  return ids;
}
