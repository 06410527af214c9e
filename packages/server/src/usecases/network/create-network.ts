import { randomUUID } from 'node:crypto';
import type { NetworkType } from '@lbaas/common/domain';
import type { Tx } from '../../persistence/index.ts';
import { audit } from '../audit.ts';
import type { RequestContext } from '../request-context.ts';
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

const INSERT_NETWORK = `
INSERT INTO networks (id, project_id, name, admin_state_up, shared, external, mtu, network_type, physical_network)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/**
 * Every network is an L2 of its own, whatever its type: the same addresses may be used on several.
 * @returns its id. @throws ApiError InvalidInput, FlatNetworkInUse (a physical network carries one flat network)
 */
export async function createNetwork(
  tx: Tx,
  context: RequestContext,
  input: NetworkInput,
  defaultType: NetworkType,
): Promise<string> {
  const { networkType, physicalNetwork } = providerNetwork(input, defaultType);
  const id = randomUUID();
  const { projectId, name, adminStateUp, shared, external, mtu } = input;
  await tx.query(INSERT_NETWORK, [
    id,
    projectId,
    name,
    adminStateUp,
    shared,
    external,
    mtu,
    networkType,
    physicalNetwork ?? null,
  ]);
  audit(tx, context, { action: 'create', resourceType: 'network', resourceId: id, body: input });
  return id;
}
