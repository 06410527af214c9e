import { useQuery } from '@tanstack/react-query';
import { FLOATING_IPS, type FloatingIp } from '../../api/networks.ts';
import type { Pool, Vip } from '../../api/objects.ts';
import { VIPS, listQuery } from '../../api/resources.ts';
import type { PoolRow } from './pool-actions.tsx';

/** What nobody's id is: an empty filter would mean all. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const orNobody = (ids: readonly string[]): readonly string[] => (ids.length === 0 ? [NOBODY] : ids);

/** Pools with their VIPs and floating IPs: three calls for a page, however long it is. */
export function usePoolRows(pools: readonly Pool[] | undefined): readonly PoolRow[] | undefined {
  const vipIds = (pools ?? []).map(({ vip_id: id }) => id).filter((id) => id !== null);
  const vips = useQuery({ ...listQuery(VIPS, { id: orNobody(vipIds) }), enabled: vipIds.length > 0 });
  const portIds = (vips.data?.items ?? []).map(({ port_id: id }) => id);
  const ips = useQuery({
    ...listQuery(FLOATING_IPS, { port_id: orNobody(portIds) }),
    enabled: portIds.length > 0,
  });
  const vipOf = new Map((vips.data?.items ?? []).map((vip): [string, Vip] => [vip.id, vip]));
  const ipOf = new Map((ips.data?.items ?? []).map((ip): [string | null, FloatingIp] => [ip.port_id, ip]));
  return pools?.map((pool) => {
    const vip = vipOf.get(pool.vip_id ?? '');
    return { id: pool.id, pool, vip, floatingIp: vip && ipOf.get(vip.port_id) };
  });
}
