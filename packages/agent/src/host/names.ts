/**
 * Names of what the agent makes on a host. Link names hold 15 characters, so ids are cut to 11 (as Neutron does), which
 * leaves 40 random bits: among 500 ports of a host two are named alike on one host in 9 million, among 5,000 on one in
 * 88,000. Of two such ports the second fails with that reason. Everything else is named by whole ids.
 */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `ifalias` of a bridge that the agent made and may therefore remove. */
export const BRIDGE_MARK = 'lbaas';

/** `ifalias` of the loopback in a namespace that the agent made: it comes and goes with the namespace itself. */
export const NAMESPACE_MARK = 'lbaas';

export const tapOf = (portId: string): string => `tap${portId.slice(0, 11)}`;
/** Documented in docs/operations.md: operators plug virtual machines and containers into it. */
export const bridgeOf = (networkId: string): string => `brq${networkId.slice(0, 11)}`;
export const tunnelOf = (networkId: string): string => `vxl${networkId.slice(0, 11)}`;

/** The usual name, so that a VLAN interface of the operator's is found; or one of our own where that is too long. */
export function vlanOf(networkId: string, trunk: string, id: number): string {
  const usual = `${trunk}.${id}`;
  return usual.length <= 15 ? usual : `vln${networkId.slice(0, 11)}`;
}

/** Whether a namespace (or the mark on a tap) is one of these devices: a prefix and the id of the device. */
export const isDeviceNamespace = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => name.startsWith(prefix) && UUID.test(name.slice(prefix.length)));
