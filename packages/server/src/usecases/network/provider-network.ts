import {
  NETWORK_TYPES,
  type NetworkType,
  PHYSICAL_NETWORK_NAME,
  SEGMENTATION_IDS,
  type SegmentedType,
  isSegmented,
} from '@lbaas/common/domain';
import { apiError } from '../errors.ts';

/** As a caller names it; undefined where he says nothing. */
export interface ProviderRequest {
  readonly networkType?: string | undefined;
  readonly physicalNetwork?: string | undefined;
  readonly segmentationId?: number | undefined;
}

export interface ProviderNetwork {
  readonly networkType: NetworkType;
  /** A name from the agents' configuration, of flat and vlan networks; undefined where any of a range will do. */
  readonly physicalNetwork: string | undefined;
  /** Of vlan and vxlan networks; without an id one of the ranges will do. */
  readonly segment: { readonly type: SegmentedType; readonly id: number | undefined } | undefined;
}

const PHYSICAL_NETWORK = new RegExp(`^${PHYSICAL_NETWORK_NAME}$`);

/**
 * What a network is made of. `flat` is a physical network as it is, so a caller has to name it; `vlan` is one VLAN of
 * it, `vxlan` needs none, and `local` is a bridge on one host. @throws ApiError InvalidInput
 */
export function providerNetwork(request: ProviderRequest, defaultType: NetworkType): ProviderNetwork {
  const networkType = readType(request, defaultType);
  return {
    networkType,
    physicalNetwork: readPhysicalNetwork(networkType, request),
    segment: readSegment(networkType, request.segmentationId),
  };
}

function readType(request: ProviderRequest, defaultType: NetworkType): NetworkType {
  const { networkType, physicalNetwork, segmentationId } = request;
  if (networkType === undefined && physicalNetwork !== undefined) {
    throw invalid('provider:physical_network needs provider:network_type');
  }
  if (networkType === undefined && segmentationId !== undefined) {
    throw invalid('provider:segmentation_id needs provider:network_type');
  }
  const wanted = networkType ?? defaultType;
  const known = NETWORK_TYPES.find((type) => type === wanted);
  if (known === undefined) {
    throw invalid(`network type '${wanted}' is not supported, use one of ${NETWORK_TYPES.join(', ')}`);
  }
  return known;
}

function readPhysicalNetwork(
  type: NetworkType,
  { physicalNetwork: name, segmentationId }: ProviderRequest,
): string | undefined {
  if (type === 'local' || type === 'vxlan') {
    if (name !== undefined) throw invalid(`provider:physical_network is not allowed for ${type} networks`);
    return undefined;
  }
  if (name === undefined) {
    if (type === 'flat') throw invalid('provider:physical_network is required for flat networks');
    if (segmentationId !== undefined)
      throw invalid('provider:segmentation_id of a vlan network needs provider:physical_network');
    return undefined;
  }
  if (!PHYSICAL_NETWORK.test(name)) throw invalid(`'${name}' is not a name of a physical network`);
  return name;
}

function readSegment(type: NetworkType, id: number | undefined): ProviderNetwork['segment'] {
  if (!isSegmented(type)) {
    if (id !== undefined) throw invalid(`provider:segmentation_id is not allowed for ${type} networks`);
    return undefined;
  }
  const { min, max } = SEGMENTATION_IDS[type];
  if (id !== undefined && (id < min || id > max))
    throw invalid(`provider:segmentation_id of a ${type} network is ${min} to ${max}, not ${id}`);
  return { type, id };
}

const invalid = (reason: string) => apiError('InvalidInput', { reason });
