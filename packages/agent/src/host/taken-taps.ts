import { HostError } from './host-error.ts';
import type { Link } from './links.ts';
import { tapOf } from './names.ts';
import { linkExists } from './namespace-state.ts';
import { networkNamed } from './network-identity.ts';
import type { DesiredPort } from './port.ts';

/** Whoever came first keeps the name: two that take it from each other would both be dead. */
export function refuseTapOfAnother(namespace: string, tap: Link | undefined): void {
  if (tap?.mark === undefined || tap.mark === namespace || networkNamed(tap.mark) === undefined) return;
  throw new HostError(
    'name_taken',
    `link ${tap.name} of this port is that of ${tap.mark}, whose id is alike`,
  );
}

export async function anyExists(ports: readonly DesiredPort[]): Promise<boolean> {
  const exist = await Promise.all(ports.map((port) => linkExists(tapOf(port.portId))));
  return exist.includes(true);
}
