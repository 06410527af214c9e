import { randomUUID } from 'node:crypto';
import { type NetworkType, VXLAN_OVERHEAD } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { auditCreates } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { apiError } from '../errors.ts';
import { type ProviderNetwork, type ProviderRequest, providerNetwork } from './provider-network.ts';
import { DEFAULT_RANGES, type SegmentRanges } from './segment-ranges.ts';
import { takeSegments } from './take-segment.ts';

export interface NetworkSettings {
  /** The type of a network that names none. */
  readonly defaultNetworkType: NetworkType;
  /** Bytes: what the wires between the hosts carry. */
  readonly defaultMtu: number;
  /** @default VNIs from 1 to 1000 */
  readonly ranges?: SegmentRanges;
  /** Of the tunnel addresses of the agents. @default 4 */
  readonly tunnelIpVersion?: 4 | 6;
}

export interface NetworkInput extends ProviderRequest {
  readonly projectId: string;
  readonly name: string;
  readonly adminStateUp: boolean;
  readonly shared: boolean;
  readonly external: boolean;
  /** Bytes; @default that of the type. */
  readonly mtu?: number | undefined;
}

/** In one order for everybody: two that want the same physical networks must not wait for each other crosswise. */
const INSERT_NETWORKS = `
INSERT INTO networks (id, project_id, name, admin_state_up, shared, external, mtu, network_type, physical_network,
  segmentation_id)
SELECT n.* FROM jsonb_to_recordset($1) AS n (id uuid, project_id text, name text, admin_state_up boolean,
  shared boolean, external boolean, mtu integer, network_type text, physical_network text,
  segmentation_id integer)
ORDER BY n.physical_network, n.segmentation_id`;

/**
 * All or none. Every network is an L2 of its own, whatever its type: the same addresses may be used on several.
 * @returns their ids, in the order of the inputs
 * @throws ApiError InvalidInput, FlatNetworkInUse (a physical network carries one flat network), VlanIdInUse,
 * TunnelIdInUse, NoNetworkAvailable (no id is free)
 */
export async function createNetworks(
  tx: Tx,
  context: CallContext,
  inputs: readonly NetworkInput[],
  settings: NetworkSettings,
): Promise<readonly string[]> {
  const asked = inputs.map((input) => providerNetwork(input, settings.defaultNetworkType));
  const mtus = inputs.map((input, index) => mtuOf(asked[index]?.networkType, input.mtu, settings));
  const providers = await takeSegments(tx, asked, settings.ranges ?? DEFAULT_RANGES);
  const rows = inputs.map((input, index) => ({
    id: randomUUID(),
    ...rowOf(input),
    ...providerColumns(providers[index]),
    mtu: mtus[index],
  }));
  await tx.query(INSERT_NETWORKS, [JSON.stringify(rows)]);
  const created = inputs.map((body, index) => ({ resourceId: rows[index]?.id ?? '', body }));
  auditCreates(tx, context, 'network', created);
  return rows.map(({ id }) => id);
}

/** Tunnels take their share of what the wire between the hosts carries. */
export function mtuOf(
  type: NetworkType | undefined,
  mtu: number | undefined,
  { defaultMtu, tunnelIpVersion = 4 }: NetworkSettings,
): number {
  if (type !== 'vxlan') return mtu ?? defaultMtu;
  const largest = defaultMtu - VXLAN_OVERHEAD[tunnelIpVersion];
  if (mtu !== undefined && mtu > largest)
    throw apiError('InvalidInput', { reason: `Requested MTU is too big, maximum is ${largest}` });
  return mtu ?? largest;
}

const rowOf = ({ projectId, name, adminStateUp, shared, external }: NetworkInput) => ({
  project_id: projectId,
  name,
  admin_state_up: adminStateUp,
  shared,
  external,
});

const providerColumns = (provider: ProviderNetwork | undefined) => ({
  network_type: provider?.networkType,
  physical_network: provider?.physicalNetwork ?? null,
  segmentation_id: provider?.segment?.id ?? null,
});
