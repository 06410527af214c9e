/** How a frame shows that a host speaks for an address. */
export type SightingKind = 'arp' | 'nd' | 'syn-ack' | 'rst' | 'tcp';

/** A frame that came from a host, with the address that it speaks for. */
export interface Sighting {
  /** Since 1970. */
  readonly atMs: number;
  /** Name of the switch: an address that is routed is seen on several, with another sender on each. */
  readonly network: string;
  readonly host: string;
  readonly kind: SightingKind;
  readonly address: string;
  readonly mac: string;
  /** Whom it is for. */
  readonly peer: string;
}

/** A period in which one host alone spoke for an address on a network, with one MAC address. */
export interface Tenure {
  readonly network: string;
  readonly host: string;
  readonly mac: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly frames: number;
}

/** Two frames for one address, from two hosts or with two MAC addresses, too close to each other. */
export interface Conflict {
  readonly address: string;
  readonly gapMs: number;
  readonly frames: readonly [Sighting, Sighting];
  /** What was seen of the address before, the latest last. */
  readonly before: readonly Sighting[];
}

/**
 * A takeover that is in order takes longer: the next host asks for the address for 60 ms and starts an HAProxy. A
 * client that sends every 20 to 50 ms gets a frame of whoever answers at least that often.
 */
const APART_MS = 50;
/** Frames that a conflict is told with. */
const MEMORY = 24;

/**
 * Follows who speaks for each address, frame by frame. Two of them within 50 ms are a conflict: two hosts answer for
 * one address. One address on two networks is two. The MAC address alone tells nothing, as it goes along with a port
 * that moves; two of them on one host are two ports that answer.
 */
export class AddressJudge {
  readonly conflicts: Conflict[] = [];
  readonly #apartMs: number;
  readonly #tenures = new Map<string, Tenure[]>();
  readonly #latest = new Map<string, Sighting[]>();

  constructor(apartMs = APART_MS) {
    this.#apartMs = apartMs;
  }

  /** Frames come in the order of their times, as far as the cores of the machine agree. */
  see(sighting: Sighting): void {
    const { network, address } = sighting;
    const key = `${network} ${address}`;
    const latest = this.#latest.get(key) ?? [];
    const last = latest.at(-1);
    this.#latest.set(key, [...latest.slice(1 - MEMORY), sighting]);
    const tenures = this.#tenures.get(key) ?? [];
    this.#tenures.set(key, tenures);
    const tenure = tenures.at(-1);
    if (last === undefined || tenure === undefined || !isSameSpeaker(last, sighting)) {
      tenures.push(tenureOf(sighting));
      if (last !== undefined) this.#compare(latest, last, sighting);
      return;
    }
    tenures[tenures.length - 1] = { ...tenure, toMs: sighting.atMs, frames: tenure.frames + 1 };
  }

  /** Who spoke for an address, one after the other; on all networks, or on one. */
  tenuresOf(address: string, network?: string): readonly Tenure[] {
    const all = [...this.#tenures].filter(([key]) => key.endsWith(` ${address}`));
    return all
      .flatMap(([, tenures]) => tenures)
      .filter((tenure) => network === undefined || tenure.network === network)
      .sort((one, other) => one.fromMs - other.fromMs);
  }

  #compare(before: readonly Sighting[], last: Sighting, next: Sighting): void {
    const gapMs = Math.abs(next.atMs - last.atMs);
    if (gapMs >= this.#apartMs) return;
    this.conflicts.push({ address: next.address, gapMs, frames: [last, next], before });
  }
}

const isSameSpeaker = (one: Sighting, other: Sighting): boolean =>
  one.host === other.host && one.mac === other.mac;

const tenureOf = ({ network, host, mac, atMs }: Sighting): Tenure => ({
  network,
  host,
  mac,
  fromMs: atMs,
  toMs: atMs,
  frames: 1,
});

/** For a message: what was seen of whom, how far apart. */
export const inWords = ({ address, gapMs, frames: [one, other] }: Conflict): string =>
  `${address}: ${frameInWords(one)} and ${gapMs.toFixed(1)} ms later ${frameInWords(other)}`;

/** The frames before a conflict, a line each. */
export const historyOf = ({ before }: Conflict): readonly string[] => before.map(frameInWords);

const frameInWords = ({ atMs, host, kind, mac, peer }: Sighting): string =>
  `${kind} of ${host} (${mac}) to ${peer} at ${new Date(atMs).toISOString()}`;
