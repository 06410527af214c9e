import type { Tx } from '../persistence/index.ts';
import { DEVICE_PORTS } from '../devices/device-kinds.ts';
import { isHeldSql } from '../devices/index.ts';
import type { NetworkHostsPlan, OnHost, Recorded, Wanted } from './network-hosts.ts';

const IS_USED = `
SELECT 1 WHERE EXISTS (SELECT 1 FROM networks WHERE network_type IN ('vlan', 'vxlan'))
  OR EXISTS (SELECT 1 FROM network_hosts)`;

/** Whether any network has a segmentation id. Without one, nothing else is asked. */
export const hasSegments = async (tx: Tx): Promise<boolean> => (await tx.query(IS_USED)).length > 0;

const ROW = (alias: string): string => `
  ${alias}.network_id AS "networkId", ${alias}.device_id AS "deviceId", ${alias}.agent_id AS "agentId",
  ${alias}.physical_network AS "physicalNetwork", ${alias}.segmentation_id AS "segmentationId",
  host(${alias}.tunnel_ip) AS "tunnelIp"`;

const WANTED = `
SELECT DISTINCT ${ROW('w')}, w.is_held AS "isHeld" FROM (
  SELECT n.id AS network_id, p.device_id, p.agent_id, n.physical_network, n.segmentation_id, ${isHeldSql('p')} AS is_held,
    CASE WHEN n.network_type = 'vxlan' THEN a.tunnel_ip END AS tunnel_ip
  FROM networks n JOIN ports pt ON pt.network_id = n.id JOIN ${DEVICE_PORTS} dp ON dp.port_id = pt.id
  JOIN placements p ON p.device_id = dp.device_id AND p.wanted <> 'idle' JOIN agents a ON a.id = p.agent_id
  WHERE n.network_type IN ('vlan', 'vxlan')
) w`;

/** A host has confirmed that when it shows the newest generation, or when its placement is gone. */
const RECORDED = `
SELECT ${ROW('h')}, EXISTS (
  SELECT 1 FROM placements p JOIN devices d ON d.id = p.device_id
  WHERE p.device_id = h.device_id AND p.agent_id = h.agent_id
    AND (p.wanted = 'absent' OR p.observed_generation < d.generation)) AS "mayBeThere"
FROM network_hosts h`;

export async function readNetworkHosts(tx: Tx): Promise<{ wanted: Wanted[]; recorded: Recorded[] }> {
  const wanted = await tx.query<Wanted>(WANTED);
  const recorded = await tx.query<Recorded>(RECORDED);
  return { wanted: [...wanted], recorded: [...recorded] };
}

const COLUMNS = `(network_id uuid, device_id uuid, agent_id uuid, physical_network text, segmentation_id integer,
  tunnel_ip inet)`;

const PUT = `
INSERT INTO network_hosts (network_id, device_id, agent_id, physical_network, segmentation_id, tunnel_ip)
SELECT r.* FROM jsonb_to_recordset($1) AS r ${COLUMNS}
ON CONFLICT (network_id, device_id, agent_id) DO UPDATE SET tunnel_ip = EXCLUDED.tunnel_ip`;

const REMOVE = `
DELETE FROM network_hosts h USING jsonb_to_recordset($1) AS r ${COLUMNS}
WHERE (h.network_id, h.device_id, h.agent_id) = (r.network_id, r.device_id, r.agent_id)`;

export function writeNetworkHosts(tx: Tx, { put, remove }: NetworkHostsPlan): void {
  if (put.length > 0) tx.send(PUT, [toRows(put)]);
  if (remove.length > 0) tx.send(REMOVE, [toRows(remove)]);
}

const toRows = (rows: readonly OnHost[]): string =>
  JSON.stringify(
    rows.map((row) => ({
      network_id: row.networkId,
      device_id: row.deviceId,
      agent_id: row.agentId,
      physical_network: row.physicalNetwork,
      segmentation_id: row.segmentationId,
      tunnel_ip: row.tunnelIp,
    })),
  );
