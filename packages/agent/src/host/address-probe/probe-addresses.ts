import { sleep } from '@lbaas/common/runtime';
import { HostError } from '../host-error.ts';
import { canonicalAddress } from '../ip-text.ts';
import type { DesiredPort } from '../port.ts';
import type { IpSession } from './ip-session.ts';

/** A neighbour as `ip -j neigh` shows it. */
interface Neighbour {
  readonly dst: string;
  readonly lladdr?: string;
}

/** The first questions may be lost, as long as the bridge does not forward yet. */
const ROUNDS = 3;

export interface Claim {
  /** Lines that take the addresses. */
  readonly lines: readonly string[];
  /** Without prefix lengths. */
  readonly addresses: readonly string[];
  readonly probeMs: number;
  /** Resolves when the port may send from them. */
  readonly allowed: Promise<void>;
}

/** Takes addresses that nobody else has, and ends the session. @throws HostError `address_taken`, `refused` */
export async function claimAddresses(session: IpSession, port: DesiredPort, claim: Claim): Promise<void> {
  try {
    await probeAddresses(session, port, claim);
    await claim.allowed;
    session.write(claim.lines);
  } finally {
    await session.end();
  }
  if ((await session.end()) !== 0) throw session.refusal;
}

/**
 * Asks whether somebody has one of the addresses, which the port must not have yet. The kernel asks for us: a neighbour
 * entry that is in use makes it send an ARP request, from 0.0.0.0 as long as the link has no address (RFC 5227, 2.1.1),
 * or a neighbour solicitation from the link-local address. Whoever answers is in the entry.
 * @throws HostError `address_taken` with the address and the MAC address
 */
async function probeAddresses(
  session: IpSession,
  port: DesiredPort,
  { addresses, probeMs }: Claim,
): Promise<void> {
  const lines = (words: (address: string) => string): string[] => addresses.map(words);
  const ask = lines((address) => `neigh replace ${address} dev ${port.link} nud none use`);
  const forget = lines((address) => `neigh del ${address} dev ${port.link}`);
  const rounds = addresses.length === 0 ? 0 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    session.write(ask);
    await sleep(probeMs / ROUNDS);
    const answer = session.readLine();
    session.write([`neigh show dev ${port.link}`]);
    const owner = ownerOf(addresses, port, JSON.parse(await answer) as Neighbour[]);
    session.write(forget);
    if (owner !== undefined) throw taken(owner);
  }
}

/** Another one: the former host of the port has its MAC address. */
function ownerOf(
  addresses: readonly string[],
  { macAddress }: DesiredPort,
  neighbours: readonly Neighbour[],
): Neighbour | undefined {
  const asked = new Set(addresses.map(canonicalAddress));
  return neighbours.find(
    ({ dst, lladdr }) => asked.has(canonicalAddress(dst)) && lladdr !== undefined && lladdr !== macAddress,
  );
}

const taken = ({ dst, lladdr = '' }: Neighbour): HostError =>
  new HostError(
    'address_taken',
    `address ${dst} is taken: the host with MAC address ${lladdr} answers for it`,
  );
