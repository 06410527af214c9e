/** Errors that are about one attribute without naming it in their words. */
const FIELD_OF_TYPE: Readonly<Record<string, string>> = {
  ProtocolMismatch: 'protocol',
  ServiceProviderNotFound: 'provider',
  DefaultServiceProviderNotFound: 'provider',
  SubnetNotFound: 'subnet_id',
  PoolNotFound: 'pool_id',
  VipExists: 'pool_id',
  MemberExists: 'address',
  IpAddressInUse: 'address',
  InvalidIpForNetwork: 'address',
  InvalidIpForSubnet: 'address',
  DelayOrTimeoutInvalid: 'timeout',
  NetworkNotFound: 'floating_network_id',
  ExternalGatewayForFloatingIPNotFound: 'port_id',
  FloatingIPPortAlreadyAssociated: 'floatingip_id',
};

interface Refused {
  readonly type: string;
  readonly message: string;
}

/**
 * The field that a refusal of the API is about; undefined when it is about the whole. The API names an attribute as
 * `Invalid input for protocol_port. Reason: ...` or `... session_persistence ...`.
 */
export function fieldOf({ type, message }: Refused, names: readonly string[]): string | undefined {
  const named = /Invalid input for '?(?<name>[a-z_]+)'?\. Reason/.exec(message)?.groups?.['name'];
  const known = named ?? FIELD_OF_TYPE[type];
  if (known !== undefined && names.includes(known)) return known;
  // The longest first: `protocol` is also the beginning of `protocol_port`.
  return [...names]
    .sort((one, other) => other.length - one.length)
    .find((name) => name.includes('_') && new RegExp(String.raw`\b${name}\b`).test(message));
}
