import type { LoadBalancer } from '@lbaas/common/contract';
import type { ExportedRow } from '../drivers/index.ts';

export type Labels = Readonly<Record<string, string>>;

/** The labels of each row of a load balancer; undefined for what is not, or no longer, a part of it. */
export function labelsOf(balancer: LoadBalancer): (row: ExportedRow) => Labels | undefined {
  const pools = new Map(balancer.pools.map((pool) => [pool.id, pool.name ?? balancer.name]));
  const vips = new Map(balancer.listeners.map((listener) => [listener.id, listener]));
  const vipOfPool = new Map(
    balancer.listeners.map(({ default_pool_id: pool, name = '' }) => [pool ?? '', name]),
  );
  const members = new Map(
    balancer.pools.flatMap((pool) => pool.members.map((member) => [member.id, nameOf(member)])),
  );
  return ({ level, proxy, server = '' }) => {
    if (level === 'frontend') {
      const vip = vips.get(proxy);
      return vip && { proxy, vip: vip.name ?? '', pool: pools.get(vip.default_pool_id ?? '') ?? '' };
    }
    const pool = pools.get(proxy);
    if (pool === undefined) return undefined;
    const labels = { proxy, vip: vipOfPool.get(proxy) ?? '', pool };
    if (level === 'backend') return labels;
    const member = members.get(server);
    return member === undefined ? undefined : { ...labels, server, member };
  };
}

/** Members of LBaaS v1 have no name: people know them by their address. */
function nameOf({ address, protocol_port: port }: LoadBalancer['pools'][number]['members'][number]): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
