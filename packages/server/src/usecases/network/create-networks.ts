import { randomUUID } from 'node:crypto';
import type { NetworkType } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { auditCreates } from '../audit.ts';
import type { CallContext } from '../call-context.ts';
import { type ProviderRequest, providerNetwork } from './provider-network.ts';

export interface NetworkInput extends ProviderRequest {
  readonly projectId: string;
  readonly name: string;
  readonly adminStateUp: boolean;
  readonly shared: boolean;
  readonly external: boolean;
  /** Bytes. */
  readonly mtu: number;
}

/** In one order for everybody: two that want the same physical networks must not wait for each other crosswise. */
const INSERT_NETWORKS = `
INSERT INTO networks (id, project_id, name, admin_state_up, shared, external, mtu, network_type, physical_network)
SELECT n.* FROM jsonb_to_recordset($1) AS n (id uuid, project_id text, name text, admin_state_up boolean,
  shared boolean, external boolean, mtu integer, network_type text, physical_network text)
ORDER BY n.physical_network`;

/**
 * All or none. Every network is an L2 of its own, whatever its type: the same addresses may be used on several.
 * @returns their ids, in the order of the inputs
 * @throws ApiError InvalidInput, FlatNetworkInUse (a physical network carries one flat network)
 */
export async function createNetworks(
  tx: Tx,
  context: CallContext,
  inputs: readonly NetworkInput[],
  defaultType: NetworkType,
): Promise<readonly string[]> {
  const rows = inputs.map((input) => rowOf(input, defaultType));
  await tx.query(INSERT_NETWORKS, [JSON.stringify(rows)]);
  const created = inputs.map((body, index) => ({ resourceId: rows[index]?.id ?? '', body }));
  auditCreates(tx, context, 'network', created);
  return rows.map(({ id }) => id);
}

function rowOf(input: NetworkInput, defaultType: NetworkType) {
  const { networkType, physicalNetwork } = providerNetwork(input, defaultType);
  const { projectId, name, adminStateUp, shared, external, mtu } = input;
  return {
    id: randomUUID(),
    project_id: projectId,
    name,
    admin_state_up: adminStateUp,
    shared,
    external,
    mtu,
    network_type: networkType,
    physical_network: physicalNetwork ?? null,
  };
}
