import { apiError } from '../../usecases/errors.ts';
import { type FixedIpRequest, MAX_FIXED_IPS } from '../../usecases/network/assign-fixed-ips.ts';
import { canonicalAddress } from '../../usecases/network/address.ts';
import type { ComputedColumn } from '../resource/index.ts';
import { IP_ADDRESS_SCHEMA, UUID_SCHEMA, described, exactly, listOf } from '../http/json-schema.ts';
import { isUuid } from '../resource/validators.ts';
import { listOfTexts } from './address-list.ts';

export const fixedIpsShown = listOf(exactly({ subnet_id: UUID_SCHEMA, ip_address: IP_ADDRESS_SCHEMA }));

const problemOf = listOfTexts([], ['subnet_id', 'ip_address']);

/** For the API reference: the converter has refused what is wrong. */
export const fixedIpsWanted = described(
  {
    type: 'array',
    maxItems: MAX_FIXED_IPS,
    items: {
      type: 'object',
      properties: { subnet_id: UUID_SCHEMA, ip_address: IP_ADDRESS_SCHEMA },
      minProperties: 1,
      additionalProperties: false,
    },
  },
  () => undefined,
);

/** `[{subnet_id, ip_address}]`; each names one of the two at least. */
export function toFixedIpRequests(value: unknown): readonly FixedIpRequest[] {
  const problem = problemOf(value);
  if (problem !== undefined) throw invalid(`fixed_ips: ${problem}`);
  return (value as readonly Readonly<Record<string, string>>[]).map((item) => {
    const request = { subnetId: item['subnet_id'], ipAddress: item['ip_address'] };
    if (request.subnetId === undefined && request.ipAddress === undefined) {
      throw invalid('fixed_ips: an entry needs subnet_id or ip_address');
    }
    return request;
  });
}

/**
 * `fixed_ips=ip_address=10.0.0.4`, `fixed_ips=subnet_id=...`: values of one key are alternatives, and one address of
 * the port has to satisfy both keys. What is no such pair matches nothing.
 */
export const filterFixedIps: NonNullable<ComputedColumn['filter']> = (values, bind) => {
  const pairs = values.map((value) => /^(ip_address|subnet_id)=(.*)$/s.exec(value));
  if (pairs.includes(null)) return 'FALSE';
  const of = (key: string): string[] => pairs.flatMap((pair) => (pair?.[1] === key ? [pair[2] ?? ''] : []));
  const [addresses, subnetIds] = [of('ip_address'), of('subnet_id')];
  const known = addresses.flatMap((text) => canonicalAddress(text) ?? []);
  const conditions = [
    ...(addresses.length === 0 ? [] : [`f.ip_address = ANY(${bind(known)}::inet[])`]),
    ...(subnetIds.length === 0 ? [] : [`f.subnet_id = ANY(${bind(subnetIds.filter(isUuid))}::uuid[])`]),
  ];
  return `EXISTS (SELECT 1 FROM ip_allocations f WHERE f.port_id = p.id AND ${conditions.join(' AND ')})`;
};

const invalid = (reason: string) => apiError('InvalidInput', { reason });
