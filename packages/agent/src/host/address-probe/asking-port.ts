import { randomBytes } from 'node:crypto';
import { eventually } from '@lbaas/common/runtime';
import { HostError } from '../host-error.ts';
import { ipBatch, ipDelete, ipQuery } from '../ip-command.ts';
import { canonicalAddress } from '../ip-text.ts';
import { NO_LINK_LOCAL } from '../link-options.ts';
import type { Neighbour } from '../port.ts';
import { IpSession } from './ip-session.ts';
import { type Answer, probeRounds } from './probe-addresses.ts';

const LINK = 'ask0';
/** A namespace that ends with the program. Its link-local address can ask at once, and nothing else is sent from it. */
const SCRIPT = [
  'w() { [ -w "/proc/sys/net/ipv6/conf/default/$1" ] && echo 0 > "/proc/sys/net/ipv6/conf/default/$1"; }',
  'w accept_dad; w accept_ra; w router_solicitations',
  'echo done',
  'exec ip -j -batch -',
].join('\n');
/** The largest there is: a bridge takes the smallest MTU of its ports. */
const MTU = 65_535;
/** The next question often comes soon: of hundreds of devices that come to a host, or of one that waits. */
const IDLE_MS = 5_000;
/** How long a new port may wait for its carrier. */
const PLUGGED = { withinMs: 3_000, everyMs: 10 };
/** How long a question may take besides the time in which others may answer. */
const DEADLINE_MS = 10_000;

interface Asked {
  readonly addresses: readonly string[];
  /** Never rejects. */
  readonly ended: Promise<unknown>;
}

/** A port of a bridge, with a MAC address of its own, from which addresses are asked for; it goes when nobody asks. */
export class AskingPort {
  readonly tap = `lbq${randomBytes(5).toString('hex')}`;
  /** Rejects with a HostError `refused`. */
  readonly plugged: Promise<void>;
  readonly #session = new IpSession(['unshare', '--net', 'sh', '-c', SCRIPT], 0);
  readonly #asked = new Set<Asked>();

  constructor(bridge: string) {
    this.plugged = this.#plug(bridge);
    this.plugged.catch(() => void this.#session.end());
  }

  get hasEnded(): boolean {
    return this.#session.hasEnded;
  }

  get isIdle(): boolean {
    return this.#asked.size === 0;
  }

  /**
   * @param addresses without prefix lengths
   * @throws HostError `refused` when the port is gone, or could not be plugged
   */
  async whoAnswers(addresses: readonly string[], probeMs: number): Promise<Neighbour | undefined> {
    const wanted = addresses.map(canonicalAddress);
    // The end of a question makes the kernel forget who has answered.
    const before = [...this.#asked].filter((each) => each.addresses.some((one) => wanted.includes(one)));
    const answer = this.#ask(addresses, probeMs, Promise.all(before.map(({ ended }) => ended)));
    const asked = { addresses: wanted, ended: answer.catch(() => undefined) };
    this.#asked.add(asked);
    try {
      return await answer;
    } finally {
      this.#asked.delete(asked);
      if (this.isIdle) this.#session.keep(IDLE_MS);
    }
  }

  /** Resolves when the port is gone. Who asks is refused. */
  async end(): Promise<void> {
    await this.#session.end();
    // The kernel takes its time with a namespace that nobody uses any more; in the end it removes the port by itself.
    await ipDelete(undefined, [`link del dev ${this.tap}`]).catch(() => undefined);
  }

  async #plug(bridge: string): Promise<void> {
    await this.#session.readLine();
    await ipBatch(undefined, [
      `link add name ${this.tap} mtu ${MTU} type veth peer name ${LINK} mtu ${MTU} netns ${this.#session.pid}`,
      `link set dev ${this.tap}${NO_LINK_LOCAL} master ${bridge} up`,
    ]);
    // Without a loopback the kernel takes no answers.
    await this.#session.carryOut(['link set dev lo up', `link set dev ${LINK} up`]);
    await eventually(() => this.#requireCarrier(), PLUGGED).catch((error: unknown) => {
      throw new HostError('refused', (error as Error).message);
    });
  }

  /** The kernel takes note of a carrier after the fact, up to a second later; until then a bridge forwards nothing. */
  async #requireCarrier(): Promise<void> {
    const [link] = await ipQuery(undefined, [`link show dev ${this.tap}`]);
    const isUp = typeof link === 'object' && link !== null && 'operstate' in link && link.operstate === 'UP';
    if (!isUp) throw new HostError('refused', `the port ${this.tap} has no carrier`);
  }

  async #ask(
    addresses: readonly string[],
    probeMs: number,
    turn: Promise<unknown>,
  ): Promise<Neighbour | undefined> {
    await Promise.all([this.plugged, turn]);
    this.#session.keep(probeMs + DEADLINE_MS);
    return probeRounds(this.#session, { link: LINK, addresses, probeMs, counts: isAnswer });
  }
}

const isAnswer = ({ lladdr }: Answer): boolean => lladdr !== undefined;
