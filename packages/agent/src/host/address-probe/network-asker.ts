import type { LinkReader } from '../links.ts';
import type { Neighbour } from '../port.ts';
import { AskingPort } from './asking-port.ts';

export interface Question {
  readonly bridge: string;
  /** Without prefix lengths. */
  readonly addresses: readonly string[];
  readonly probeMs: number;
}

/** Each is a process of 1.5 MB and a namespace. */
const MAX_PORTS = 64;

/**
 * Who on the network of a bridge answers for one of the addresses. Asked from a port of its own with a MAC address of
 * its own: the former host of a device has the very MAC address that the device has here, and an answer to that would
 * not find its way. The port stays for some seconds: to make and remove one for each question costs as much as to plug
 * the device, and other changes of links wait for it.
 */
export class NetworkAsker {
  readonly #links: Pick<LinkReader, 'read'>;
  /** By bridge, the one that was used last at the end. */
  readonly #ports = new Map<string, AskingPort>();

  constructor(links: Pick<LinkReader, 'read'>) {
    this.#links = links;
  }

  /** @throws HostError `refused` when nobody can be asked there */
  async whoAnswers({ bridge, addresses, probeMs }: Question): Promise<Neighbour | undefined> {
    const port = await this.#portOn(bridge);
    return port.whoAnswers(addresses, probeMs);
  }

  /** Removes the ports that nobody asks from: a bridge goes when it has no port. */
  async release(): Promise<void> {
    const idle = [...this.#ports].filter(([, port]) => port.isIdle);
    await Promise.all(idle.map((each) => this.#remove(each)));
  }

  stop(): void {
    for (const each of this.#ports) void this.#remove(each);
  }

  async #portOn(bridge: string): Promise<AskingPort> {
    const known = this.#ports.get(bridge);
    const isLost = known !== undefined && !(await this.#isOn(bridge, known));
    // Somebody else may have replaced it meanwhile.
    if (isLost && this.#ports.get(bridge) === known) void this.#remove([bridge, known]);
    const port = this.#ports.get(bridge) ?? new AskingPort(bridge);
    this.#ports.delete(bridge);
    this.#makeRoom();
    this.#ports.set(bridge, port);
    return port;
  }

  /** Somebody may have removed it or the bridge, or made the bridge anew: then nobody would be heard. */
  async #isOn(bridge: string, port: AskingPort): Promise<boolean> {
    try {
      await port.plugged;
    } catch {
      return false;
    }
    if (port.hasEnded) return false;
    const link = (await this.#links.read([port.tap])).get(port.tap);
    return link?.master === bridge && link.up && link.carrier && !port.hasEnded;
  }

  #makeRoom(): void {
    if (this.#ports.size < MAX_PORTS) return;
    const oldest = [...this.#ports].find(([, port]) => port.isIdle);
    if (oldest !== undefined) void this.#remove(oldest);
  }

  #remove([bridge, port]: readonly [string, AskingPort]): Promise<void> {
    this.#ports.delete(bridge);
    return port.end();
  }
}
