import { NETWORK_TYPES, type NetworkType, PHYSICAL_NETWORK_NAME } from '@lbaas/common/domain';
import { apiError } from '../errors.ts';

/** As a caller names it; undefined where he says nothing. */
export interface ProviderRequest {
  readonly networkType?: string | undefined;
  readonly physicalNetwork?: string | undefined;
  readonly segmentationId?: number | undefined;
}

export interface ProviderNetwork {
  readonly networkType: NetworkType;
  /** Set for flat networks only: a name from the agents' configuration. */
  readonly physicalNetwork: string | undefined;
}

const PHYSICAL_NETWORK = new RegExp(`^${PHYSICAL_NETWORK_NAME}$`);

/**
 * What a network is made of. `flat` is a physical network as it is, so a caller has to name it; `local` is a bridge on
 * one host. @throws ApiError InvalidInput
 */
export function providerNetwork(request: ProviderRequest, defaultType: NetworkType): ProviderNetwork {
  const networkType = readType(request, defaultType);
  if (request.segmentationId !== undefined) {
    throw invalid(`provider:segmentation_id is not allowed for ${networkType} networks`);
  }
  return { networkType, physicalNetwork: readPhysicalNetwork(networkType, request.physicalNetwork) };
}

function readType({ networkType, physicalNetwork }: ProviderRequest, defaultType: NetworkType): NetworkType {
  if (networkType === undefined && physicalNetwork !== undefined) {
    throw invalid('provider:physical_network needs provider:network_type');
  }
  const wanted = networkType ?? defaultType;
  const known = NETWORK_TYPES.find((type) => type === wanted);
  if (known === undefined) {
    throw invalid(`network type '${wanted}' is not supported, use one of ${NETWORK_TYPES.join(', ')}`);
  }
  return known;
}

function readPhysicalNetwork(type: NetworkType, name: string | undefined): string | undefined {
  if (type === 'local') {
    if (name !== undefined) throw invalid('provider:physical_network is not allowed for local networks');
    return undefined;
  }
  if (name === undefined) throw invalid('provider:physical_network is required for flat networks');
  if (!PHYSICAL_NETWORK.test(name)) throw invalid(`'${name}' is not a name of a physical network`);
  return name;
}

const invalid = (reason: string) => apiError('InvalidInput', { reason });
