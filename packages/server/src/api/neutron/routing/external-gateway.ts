import { apiError } from '../../../usecases/errors.ts';
import type { FixedIpRequest } from '../../../usecases/network/assign-fixed-ips.ts';
import type { GatewayRequest } from '../../../usecases/routing/gateway.ts';
import { type JsonSchema, UUID_SCHEMA, described, exactly, orNull } from '../../http/json-schema.ts';
import { toBoolean } from '../../resource/converters.ts';
import { quote } from '../../resource/quote.ts';
import { BOOLEAN_TEXT } from '../../resource/request-forms.ts';
import { isPlainObject, uuid } from '../../resource/validators.ts';
import { fixedIpsShown, fixedIpsWanted, toFixedIpRequests } from '../fixed-ips.ts';

const KEYS: ReadonlySet<string> = new Set(['network_id', 'enable_snat', 'external_fixed_ips']);

/** null and {} clear; anything else is `{network_id[, enable_snat][, external_fixed_ips]}`. */
const WANTED: JsonSchema = {
  anyOf: [
    { type: 'null' },
    { type: 'object', maxProperties: 0 },
    {
      type: 'object',
      properties: {
        network_id: uuid.schema,
        enable_snat: { anyOf: [{ type: 'boolean' }, BOOLEAN_TEXT()] },
        external_fixed_ips: orNull(fixedIpsWanted.schema),
      },
      required: ['network_id'],
      additionalProperties: false,
    },
  ],
};

export const gatewayWanted = described(WANTED, () => undefined);

export const gatewayShown: JsonSchema = orNull(
  exactly({
    network_id: UUID_SCHEMA,
    enable_snat: { type: 'boolean' },
    external_fixed_ips: fixedIpsShown,
  }),
);

/** undefined for none. @throws ApiError InvalidInput */
export function toGatewayRequest(value: unknown): GatewayRequest | undefined {
  if (value === null) return undefined;
  if (!isPlainObject(value)) throw invalid(`${quote(value)} is not a dictionary`);
  const keys = Object.keys(value);
  if (keys.length === 0) return undefined;
  const unknown = keys.find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw invalid(`${quote(unknown)} is not a key of it`);
  const { network_id: networkId, enable_snat: enableSnat = true, external_fixed_ips: fixedIps } = value;
  const problem = uuid(networkId ?? '');
  if (problem !== undefined) throw invalid(`network_id: ${problem}`);
  return {
    // The cast: it is a UUID.
    networkId: networkId as string,
    enableSnat: toBoolean(enableSnat),
    fixedIps: toAddresses(fixedIps),
  };
}

/** Clients send an empty list, or none, for any address. */
function toAddresses(value: unknown): readonly FixedIpRequest[] | undefined {
  if (value === undefined || value === null) return undefined;
  const requests = toFixedIpRequests(value);
  return requests.length === 0 ? undefined : requests;
}

const invalid = (reason: string) => apiError('InvalidInput', { reason: `external_gateway_info: ${reason}` });
