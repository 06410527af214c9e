/** Names of what the agent makes on a host. Link names hold 15 characters, so ids are cut to 11 (as Neutron does). */
const NAMESPACE_PREFIX = 'qlbaas-';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The end of the VIP port inside the namespace. */
export const INSIDE_LINK = 'vip0';
/** `ifalias` of a bridge that the agent made and may therefore remove. */
export const BRIDGE_MARK = 'lbaas';

export const namespaceOf = (deviceId: string): string => `${NAMESPACE_PREFIX}${deviceId}`;
export const tapOf = (portId: string): string => `tap${portId.slice(0, 11)}`;
export const bridgeOf = (networkId: string): string => `brq${networkId.slice(0, 11)}`;

/** The device that a namespace (or the mark on a tap) belongs to; undefined when it is not one of ours. */
export function deviceOfNamespace(namespace: string): string | undefined {
  const id = namespace.startsWith(NAMESPACE_PREFIX) ? namespace.slice(NAMESPACE_PREFIX.length) : '';
  return UUID.test(id) ? id : undefined;
}
