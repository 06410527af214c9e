import { type ChildProcess, spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { eventually } from '@lbaas/common/runtime';
import { mustRun } from '../engine/run.ts';

/** Long enough for a machine that is busy with something else. */
const PATIENCE_MS = 30_000;
/** Until it has a name that others can end it by, it ends with its starter. */
const HOLDER = ['--pdeathsig', 'KILL', 'unshare', '--net', '--', 'sleep', 'infinity'];

/** A network namespace with a bridge per network, which the interfaces of the hosts hang on. */
export class Fabric {
  readonly #holder: ChildProcess;
  readonly #networks: readonly string[];

  private constructor(holder: ChildProcess, networks: readonly string[]) {
    this.#holder = holder;
    this.#networks = networks;
  }

  /** @param networks the first three numbers of each: the fabric has .1 there, and the host K .(10+K) */
  static async make(networks: readonly string[]): Promise<Fabric> {
    const holder = spawn('setpriv', HOLDER, { stdio: 'ignore' });
    const fabric = new Fabric(holder, networks);
    const own = readlinkSync('/proc/self/ns/net');
    const isApart = (): void => {
      if (readlinkSync(`/proc/${holder.pid}/ns/net`) === own) throw new Error('the fabric is not there yet');
    };
    await eventually(isApart, { withinMs: PATIENCE_MS });
    await fabric.ip(
      'link set dev lo up',
      ...networks.flatMap((prefix, index) => [
        `link add name br${index} type bridge forward_delay 0`,
        `address add ${prefix}.1/24 dev br${index}`,
        `link set dev br${index} up`,
      ]),
    );
    return fabric;
  }

  /** As the kernel names it. */
  get namespace(): string {
    return readlinkSync(`/proc/${this.#holder.pid}/ns/net`);
  }

  /** The command, in the network between the hosts. */
  enter(argv: readonly string[]): string[] {
    return ['nsenter', `--net=/proc/${this.#holder.pid}/ns/net`, '--', ...argv];
  }

  async ip(...lines: readonly string[]): Promise<void> {
    await mustRun(this.enter(['ip', '-batch', '-']), { stdin: `${lines.join('\n')}\n` });
  }

  addressOf(number: number, network = 0): string {
    return `${this.#networks[network]}.${10 + number}`;
  }

  /** eth0, eth1 and so on of a host, with its default route by the first. */
  async plug(number: number, init: number): Promise<void> {
    const indices = this.#networks.map((_, index) => index);
    await this.ip(
      ...indices.flatMap((index) => [
        `link add name h${number}-${index} type veth peer name eth${index} netns ${init}`,
        `link set dev h${number}-${index} master br${index} up`,
      ]),
    );
    const inside = [
      'link set dev lo up',
      ...indices.flatMap((index) => [
        `address add ${this.addressOf(number, index)}/24 dev eth${index}`,
        `link set dev eth${index} up`,
      ]),
      `route add default via ${this.#networks[0]}.1`,
    ];
    const argv = ['nsenter', `--net=/proc/${init}/ns/net`, '--', 'ip', '-batch', '-'];
    await mustRun(argv, { stdin: `${inside.join('\n')}\n` });
  }
}
