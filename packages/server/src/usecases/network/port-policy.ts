import { apiError } from '../errors.ts';
import type { CallContext } from '../call-context.ts';
import { parseAddress } from './address.ts';
import { type FixedIpRequest, MAX_FIXED_IPS } from './assign-fixed-ips.ts';
import { mayWrite } from './visibility.ts';

/** The part of a port that only the owner of its network (or an admin) may choose. */
interface Choices {
  readonly macAddress?: string | undefined;
  readonly fixedIps?: readonly FixedIpRequest[] | undefined;
  readonly deviceOwner?: string | undefined;
}

/** Owners that protect a port or tell what answers on it. */
const TRUSTED_OWNER = /^(?:network|neutron):/;

/** @throws ApiError RuleForbids */
export function refuseChoices(
  context: CallContext,
  networkProjectId: string,
  verb: 'create' | 'update',
  choices: Choices,
): void {
  if (mayWrite(context, networkProjectId)) return;
  if (choices.macAddress !== undefined) throw refused(verb, 'mac_address');
  if (choices.fixedIps !== undefined) throw refused(verb, 'fixed_ips');
  if (TRUSTED_OWNER.test(choices.deviceOwner ?? '')) throw refused(verb, 'device_owner');
}

const refused = (verb: string, attribute: string) =>
  apiError('RuleForbids', { verb, resource: 'port', attribute });

/** What can be said of the wanted addresses without looking at subnets. @throws ApiError InvalidInput */
export function checkFixedIps(requests: readonly FixedIpRequest[]): void {
  if (requests.length > MAX_FIXED_IPS) throw invalid(`a port has at most ${MAX_FIXED_IPS} fixed IPs`);
  const named = requests.flatMap(({ ipAddress }) => (ipAddress === undefined ? [] : [ipAddress]));
  const values = named.map((text) => {
    const address = parseAddress(text);
    if (address === undefined) throw invalid(`'${text}' is not an IP address`);
    return `${address.version} ${address.value}`;
  });
  const twice = named.find((_, index) => values.indexOf(values[index] ?? '') !== index);
  if (twice !== undefined) throw invalid(`duplicate IP address ${twice}`);
}

const invalid = (reason: string) => apiError('InvalidInput', { reason });
