import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IpSession } from './address-probe/ip-session.ts';
import { arpTableOf } from './arp-table.ts';
import { namespaceFingerprint } from './namespace-fingerprint.ts';
import { networkNamed, networkOf } from './network-identity.ts';
import { type Recalled, type Sight, recall, recordOf } from './inside-record.ts';
import { type Inside, observeInside } from './observe-inside.ts';
import type { ProcessTable } from './process-table.ts';

/** Small files that are replaced as a whole. */
export interface InsideFiles {
  names(): Promise<string[]>;
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface InsideReaderOptions {
  /** Absent: nothing outlives this process. */
  readonly files?: InsideFiles | undefined;
  readonly processes: ProcessTable;
}

/** One look at all processes of the host serves the namespaces that are asked for within this time. */
const LOOK_MS = 5_000;
const SUFFIX = '.json';

/**
 * What ports have inside their namespaces. An agent that has just been started compares the fingerprint of each
 * namespace with that of the last reading before, which costs a fiftieth of the reading: it need not start a program
 * for each device of its host before it can report one. Who else uses an address of the namespace is always read. Only
 * the first look relies on that; what a fingerprint does not show (MTU, MAC address, policy rules) is read when the
 * device is looked at next.
 */
export class InsideReader {
  readonly #files: InsideFiles | undefined;
  readonly #processes: ProcessTable;
  readonly #boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  /** Of the namespaces that this process has looked at: what is on record, as far as it is known. */
  readonly #known = new Map<string, string>();
  /** By which a namespace was seen last. */
  readonly #insiders = new Map<string, number>();

  constructor({ files, processes }: InsideReaderOptions) {
    this.#files = files;
    this.#processes = processes;
  }

  /** Drops what is on record of namespaces that are gone. */
  async start(): Promise<void> {
    for (const name of (await this.#files?.names()) ?? []) {
      if (networkNamed(name.slice(0, -SUFFIX.length)) === undefined) await this.#files?.remove(name);
    }
  }

  /** @param session an `ip` that is in the namespace */
  async read(
    namespace: string,
    links: readonly string[],
    session: IpSession | undefined,
  ): Promise<readonly Inside[]> {
    const network = networkNamed(namespace);
    if (this.#files === undefined || network === undefined) return observeInside(namespace, links, session);
    const insider = await this.#insiderOf(namespace, network, session);
    const fingerprint = insider === undefined ? undefined : fingerprintBy(insider, network);
    if (insider === undefined || fingerprint === undefined) return observeInside(namespace, links, session);
    const sight = { boot: this.#boot, network, links, fingerprint };
    const recalled = await this.#recall(namespace, sight);
    if (recalled !== undefined) return withNeighbours(recalled, links, insider);
    const ports = await observeInside(namespace, links, session);
    await this.#keep(namespace, recordOf(sight, ports));
    return ports;
  }

  /** There is no such namespace: what may be on record is of another one. */
  absent(namespace: string): void {
    if (!this.#known.has(namespace)) this.#known.set(namespace, '');
  }

  async forget(namespace: string): Promise<void> {
    this.#known.delete(namespace);
    this.#insiders.delete(namespace);
    await this.#files?.remove(fileOf(namespace));
  }

  async #recall(namespace: string, sight: Sight): Promise<readonly Recalled[] | undefined> {
    if (this.#known.has(namespace)) return undefined;
    const text = (await this.#files?.read(fileOf(namespace))) ?? '';
    this.#known.set(namespace, text);
    return recall(text, sight);
  }

  /** A disk that takes nothing leaves a record that is recognised as an old one. */
  async #keep(namespace: string, text: string): Promise<void> {
    if (this.#known.get(namespace) === text) return;
    const written = await this.#files?.write(fileOf(namespace), text).then(
      () => true,
      () => false,
    );
    this.#known.set(namespace, written === true ? text : '');
  }

  async #insiderOf(
    namespace: string,
    network: string,
    session: IpSession | undefined,
  ): Promise<number | undefined> {
    const near = [session?.pid, this.#insiders.get(namespace)];
    const pid = near.find((one) => one !== undefined && networkOf(one) === network);
    const insider = pid ?? (await this.#anyoneIn(network));
    if (insider !== undefined) this.#insiders.set(namespace, insider);
    return insider;
  }

  async #anyoneIn(network: string): Promise<number | undefined> {
    const entries = await this.#processes.look(LOOK_MS);
    // Some have ended since.
    return entries.find((entry) => entry.network === network && networkOf(entry.pid) === network)?.pid;
  }
}

/** Undefined when the process has ended meanwhile: another one may have its number. */
function fingerprintBy(pid: number, network: string): string | undefined {
  const fingerprint = namespaceFingerprint(pid);
  if (fingerprint === undefined || networkOf(pid) !== network) return undefined;
  return createHash('sha256').update(fingerprint).digest('base64');
}

function withNeighbours(ports: readonly Recalled[], links: readonly string[], insider: number): Inside[] {
  const neighbours = arpTableOf(insider);
  return ports.map((port, at) => ({ ...port, neighbours: neighbours.get(links[at] ?? '') ?? [] }));
}

const fileOf = (namespace: string): string => `${namespace}${SUFFIX}`;
