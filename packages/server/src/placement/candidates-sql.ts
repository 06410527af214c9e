import type { AgentId, NetworkType } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';
import { networksOfDeviceSql } from '../devices/device-kinds.ts';
import { aliveSql, isHeldSql, isIdleSql, receivesSql } from '../devices/index.ts';
import { LONGEST_MS } from '../agents/return-of-agent.ts';
import type { Candidate } from './candidate.ts';

/** For how long an agent is left out is bounded, whatever the clock of the database does. */
const LEFT_OUT = `coalesce(a.left_out_until > clock_timestamp()
  AND a.left_out_until <= clock_timestamp() + interval '${LONGEST_MS} ms', false)`;

/**
 * Agents `a` as candidates, without their devices, as arguments of json_build_object. `downAfterMs` is a parameter:
 * milliseconds after which an agent counts as down.
 */
export const candidateSql = (downAfterMs: string): string => `
'agentId', a.id,
'host', a.host,
'alive', ${aliveSql('a', downAfterMs)},
'receives', ${receivesSql('a', downAfterMs)},
'adminStateUp', a.admin_state_up,
'cordoned', a.cordoned,
'leftOut', ${LEFT_OUT},
'carries', a.carries,
'deviceDrivers', to_json(a.device_drivers),
'physicalNetworks', to_json(a.physical_networks),
'networkTypes', to_json(a.network_types)`;

/** A network under a device, as it matters to its host. */
export interface TouchedNetwork {
  readonly type: NetworkType;
  readonly physicalNetwork: string | null;
}

/** The networks under the ports of a device and the subnets of its pools, without local ones, as a JSON list. */
export const touchedNetworksSql = (device: string): string => `(
SELECT coalesce(json_agg(json_build_object('type', n.network_type, 'physicalNetwork', n.physical_network)), '[]')
FROM networks n WHERE n.network_type <> 'local' AND n.id IN ${networksOfDeviceSql(device)})`;

const READ_CANDIDATES = `
SELECT json_build_object(${candidateSql('$1')}, 'devices', l.devices, 'running', l.running) AS candidate
FROM agents a CROSS JOIN LATERAL (
  SELECT count(*) AS devices, count(*) FILTER (WHERE NOT ${isIdleSql('p')}) AS running
  FROM placements p WHERE p.agent_id = a.id AND ${isHeldSql('p')}
) l WHERE a.deleted_at IS NULL ORDER BY a.host`;

/** Every agent, with as many devices as it has now. Costs what counting all placements costs: not for single calls. */
export async function readCandidates(
  tx: Tx,
  agentDownAfterMs: number,
  except: ReadonlySet<AgentId> = new Set(),
): Promise<readonly Candidate[]> {
  const rows = await tx.query<{ candidate: Candidate }>(READ_CANDIDATES, [agentDownAfterMs]);
  return rows.map(({ candidate }) => candidate).filter(({ agentId }) => !except.has(agentId));
}
