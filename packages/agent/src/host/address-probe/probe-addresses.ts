import { sleep } from '@lbaas/common/runtime';
import { HostError } from '../host-error.ts';
import { canonicalAddress } from '../ip-text.ts';
import type { DesiredPort, Neighbour } from '../port.ts';
import type { IpSession } from './ip-session.ts';

/** A neighbour as `ip -j neigh` shows it. */
export interface Answer {
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

/** Takes addresses that nobody else has. @throws HostError `address_taken`, `refused`: then the session has ended */
export async function claimAddresses(session: IpSession, port: DesiredPort, claim: Claim): Promise<void> {
  try {
    await probeAddresses(session, port, claim);
    await claim.allowed;
    await session.carryOut(claim.lines);
  } catch (error) {
    await session.end();
    throw error;
  }
}

/** @throws HostError `address_taken` with the address and the MAC address */
async function probeAddresses(
  session: IpSession,
  { link, macAddress }: DesiredPort,
  { addresses, probeMs }: Claim,
): Promise<void> {
  // The port itself, on its former host, has the MAC address of the port.
  const counts = ({ lladdr }: Answer): boolean => lladdr !== undefined && lladdr !== macAddress;
  const owner = await probeRounds(session, { link, addresses, probeMs, counts });
  if (owner !== undefined) throw taken(owner);
}

export interface Probe {
  readonly link: string;
  readonly addresses: readonly string[];
  readonly probeMs: number;
  /** Whether an answer is that of somebody else. */
  readonly counts: (answer: Answer) => boolean;
}

/**
 * Asks whether somebody has one of the addresses, which the link must not have. The kernel asks for us: a neighbour
 * entry that is in use makes it send an ARP request, from 0.0.0.0 as long as the link has no address (RFC 5227, 2.1.1),
 * or a neighbour solicitation from the link-local address. Whoever answers is in the entry.
 */
export async function probeRounds(
  session: IpSession,
  { link, addresses, probeMs, counts }: Probe,
): Promise<Neighbour | undefined> {
  const lines = (words: (address: string) => string): string[] => addresses.map(words);
  const ask = lines((address) => `neigh replace ${address} dev ${link} nud none use`);
  const forget = lines((address) => `neigh del ${address} dev ${link}`);
  const asked = new Set(addresses.map(canonicalAddress));
  const rounds = addresses.length === 0 ? 0 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    session.write(ask);
    // On a busy machine `ip` may begin late: others have time to answer from the moment on when it has asked.
    await entriesOf(session, link);
    await sleep(probeMs / ROUNDS);
    const answers = await entriesOf(session, link);
    session.write(forget);
    const owner = answers.find((each) => asked.has(canonicalAddress(each.dst)) && counts(each));
    if (owner !== undefined) return { address: owner.dst, macAddress: owner.lladdr ?? '' };
  }
  return undefined;
}

/** What the kernel knows of the neighbours, once the session has done everything that was written before. */
async function entriesOf(session: IpSession, link: string): Promise<readonly Answer[]> {
  const answer = session.readLine();
  session.write([`neigh show dev ${link}`]);
  return JSON.parse(await answer) as Answer[];
}

export const taken = ({ address, macAddress }: Neighbour): HostError =>
  new HostError(
    'address_taken',
    `address ${address} is taken: the host with MAC address ${macAddress} answers for it`,
  );
