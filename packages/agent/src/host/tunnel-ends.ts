import { runCommand } from './command.ts';
import { refusal } from './ip-command.ts';
import { canonicalAddress, familyOf } from './ip-text.ts';
import { tunnelOf } from './names.ts';
import type { DesiredPort, PortNetwork, TunnelChange } from './port.ts';

/** What a VXLAN does not know the host of goes to every host that has an entry for this address. */
const FLOOD = '00:00:00:00:00:00';

/**
 * The hosts that the VXLANs of this host send to. Devices on one network may have been sent different lists for a
 * moment, so a device asks for its own, and a host is dropped only when no device names it any more.
 */
export class TunnelEnds {
  readonly #tunnelIp: string;
  /** By network and namespace. */
  readonly #wanted = new Map<string, Map<string, readonly string[]>>();
  readonly #networks = new Map<string, readonly string[]>();

  constructor(tunnelIp: string | undefined) {
    this.#tunnelIp = tunnelIp === undefined ? '' : canonicalAddress(tunnelIp);
  }

  /** These are all the ports of the namespace. */
  want(namespace: string, ports: readonly DesiredPort[]): void {
    this.forget(namespace);
    const networks = ports.map((port) => port.network).filter(({ type }) => type === 'vxlan');
    if (networks.length === 0) return;
    this.#networks.set(
      namespace,
      networks.map(({ id }) => id),
    );
    for (const network of networks) {
      const wanted = this.#wanted.get(network.id) ?? new Map<string, readonly string[]>();
      this.#wanted.set(network.id, wanted.set(namespace, this.#others(network)));
    }
  }

  forget(namespace: string): void {
    for (const id of this.#networks.get(namespace) ?? []) {
      const wanted = this.#wanted.get(id);
      wanted?.delete(namespace);
      if (wanted?.size === 0) this.#wanted.delete(id);
    }
    this.#networks.delete(namespace);
  }

  /** How the entries of the VXLAN differ; undefined for another type of network. One spawned program. */
  async observe(network: PortNetwork): Promise<TunnelChange | undefined> {
    if (network.type !== 'vxlan') return undefined;
    const found = await readEnds(tunnelOf(network.id));
    const wanted = new Set([...(this.#wanted.get(network.id)?.values() ?? [])].flat());
    return {
      add: this.#others(network).filter((end) => !found.includes(end)),
      remove: found.filter((end) => !wanted.has(end)),
    };
  }

  /** Makes the entries what they must be; the others stay untouched. @throws HostError `refused` */
  async renew(network: PortNetwork): Promise<void> {
    const change = await this.observe(network);
    if (change !== undefined) await this.#change(network, change);
  }

  async #change(network: PortNetwork, { add, remove }: TunnelChange): Promise<void> {
    const link = tunnelOf(network.id);
    const lines = [
      ...add.map((end) => `fdb append ${FLOOD} dev ${link} dst ${end}`),
      ...remove.map((end) => `fdb del ${FLOOD} dev ${link} dst ${end}`),
    ];
    if (lines.length === 0) return;
    const { code, stderr } = await runCommand(['bridge', '-batch', '-'], { stdin: `${lines.join('\n')}\n` });
    if (code !== 0) throw refusal(stderr, lines);
  }

  /** Hosts whose tunnels are of the other IP version cannot be reached. */
  #others({ tunnelEnds = [] }: PortNetwork): string[] {
    const family = familyOf(this.#tunnelIp);
    return tunnelEnds.filter((end) => end !== this.#tunnelIp && familyOf(end) === family);
  }
}

interface FdbRow {
  readonly mac: string;
  readonly dst: string;
}

const isFlood = (row: unknown): row is FdbRow =>
  typeof row === 'object' && row !== null && 'dst' in row && 'mac' in row && row.mac === FLOOD;

/** None of a link that does not exist. */
async function readEnds(link: string): Promise<string[]> {
  const { stdout } = await runCommand(['bridge', '-j', 'fdb', 'show', 'dev', link]);
  const rows = stdout.trim() === '' ? [] : (JSON.parse(stdout) as unknown[]);
  return rows.filter(isFlood).map(({ dst }) => canonicalAddress(dst));
}
