import type { Lab } from '@lbaas/lab';
import { call, labSubnets } from '../../tests/e2e/support/balancer.ts';
import type { ApiTarget } from './api-calls.ts';
import { createPool } from './bench-balancer.ts';

/** The first server, without authentication, with a pool to read and a subnet that every project may use. */
export async function openTarget(lab: Lab, seconds: number): Promise<ApiTarget> {
  const { poolId } = await createPool(lab, [{ address: '10.0.0.11' }]);
  const subnetId = (await labSubnets(lab))[4];
  const { network_id } = await call(lab, 'GET', `/v2.0/subnets/${subnetId}`);
  await call(lab, 'PUT', `/v2.0/networks/${String(network_id)}`, { network: { shared: true } });
  return { url: lab.apiUrl, caller: {}, poolId, subnetId, seconds };
}
