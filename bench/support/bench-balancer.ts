import type { Lab } from '@lbaas/lab';
import { call, labSubnets, realised } from '../../tests/e2e/support/balancer.ts';

export interface BenchPool {
  readonly poolId: string;
  readonly memberIds: readonly string[];
}

/**
 * A pool with one or more members, realised, still without a VIP.
 * @param subnetId that of the laboratory by default
 */
export async function createPool(
  lab: Lab,
  members: readonly { address: string }[],
  subnetId?: string,
): Promise<BenchPool> {
  const subnet_id = subnetId ?? (await labSubnets(lab))[4];
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
export async function createVip(
  lab: Lab,
  poolId: string,
  address: string,
  subnetId?: string,
): Promise<string> {
  const subnet_id = subnetId ?? (await labSubnets(lab))[4];
  const vip = { name: 'bench', pool_id: poolId, subnet_id, protocol: 'HTTP', protocol_port: 8080, address };
  return (await call(lab, 'POST', '/v2.0/lb/vips', { vip })).id;
}

export async function deletePool(lab: Lab, poolId: string, vipId: string): Promise<void> {
  await call(lab, 'DELETE', `/v2.0/lb/vips/${vipId}`);
  await call(lab, 'DELETE', `/v2.0/lb/pools/${poolId}`);
}

export interface WideSubnet {
  readonly id: string;
  /** Of the web back end in it. */
  readonly member: string;
  /** Of the n-th VIP, from 0. */
  vipAddress(n: number): string;
}

/** A subnet for thousands of VIPs beside the one of the laboratory, on the same network; its first web is in both. */
export async function createWideSubnet(lab: Lab): Promise<WideSubnet> {
  const { network_id } = await call(lab, 'GET', `/v2.0/subnets/${(await labSubnets(lab))[4] ?? ''}`);
  const subnet = { network_id, ip_version: 4, cidr: '10.1.0.0/16' };
  const { id } = await call(lab, 'POST', '/v2.0/subnets', { subnet });
  const member = '10.1.0.11';
  await addAddress(lab, 'web-1', member, '10.0.0.11');
  await addAddress(lab, 'client', '10.1.0.2', '10.0.0.2');
  return { id, member, vipAddress: (n) => `10.1.${1 + (n >> 8)}.${n & 0xff}` };
}

/** On the interface that has another one. */
async function addAddress(lab: Lab, host: string, address: string, beside: string): Promise<void> {
  const script = `ip addr add ${address}/16 dev "$(ip -o addr show to ${beside} | awk '{ print $2 }')"`;
  const { code, stderr } = await lab.exec(host, ['sh', '-c', script]);
  if (code !== 0) throw new Error(stderr);
}
