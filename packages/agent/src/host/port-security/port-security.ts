import { type Logger, Mutex } from '@lbaas/common/runtime';
import { runCommand } from '../command.ts';
import { tapOf } from '../names.ts';
import { linkExists } from '../namespace-state.ts';
import { NftTable } from '../nft/index.ts';
import type { DesiredPort } from '../port.ts';
import { type Element, type Guards, elementsOf } from './guarded-port.ts';
import {
  type Advertiser,
  NO_TABLE,
  type ObservedTable,
  fingerprintOfTable,
  observedTable,
} from './listing.ts';
import { faultOf, planTable } from './plan.ts';
import { DIGEST, MARKERS, TABLE, TABLE_COMMANDS } from './table.ts';

type Table = Pick<NftTable, 'read' | 'apply' | 'check' | 'refusal' | 'stop'>;

export interface PortSecurityOptions {
  readonly enabled: boolean;
  readonly logger: Logger;
  /** Whether the host has an address on the bridge of the port. */
  readonly isHostOn: (port: DesiredPort) => boolean;
  /** @default that of the kernel */
  readonly table?: Table;
}

/** What taps must have, by what they are allowed now. */
type Change = (allowed: (tap: string) => ReadonlySet<Element>) => Guards;

interface Batch {
  readonly changes: Change[];
  readonly done: Promise<void>;
}

const NOTHING: ReadonlySet<Element> = new Set();

/**
 * Lets frames from a port of a device pass only with the addresses of that port: one table of nftables in the host's
 * own namespace for all ports. What the kernel has is remembered, and read again by `check`; a change that is already
 * there costs nothing, and changes that wait for each other share one transaction.
 */
export class PortSecurity {
  readonly #options: PortSecurityOptions;
  readonly #nft: Table;
  readonly #mutex = new Mutex();
  #table: ObservedTable | undefined;
  #batch: Batch | undefined;
  #supported: Promise<boolean> | undefined;
  #works = true;
  /** The ports of each namespace that was looked at. */
  readonly #ports = new Map<string, readonly DesiredPort[]>();

  constructor(options: PortSecurityOptions) {
    this.#options = options;
    this.#nft = options.table ?? new NftTable(TABLE, 'port security');
  }

  /** Whether frames are judged at all: it is switched on, and the kernel can. */
  get works(): boolean {
    return this.#options.enabled && this.#works;
  }

  /** Frames that were dropped, when that was last read. */
  get dropped(): number {
    return this.#table?.dropped ?? 0;
  }

  /** Other hosts that have advertised an IPv6 address on a network of these ports, as last read by `check`. */
  get advertisers(): readonly Advertiser[] {
    return this.#table?.advertisers ?? [];
  }

  /** Asks the kernel once; what an agent with it has left goes when it is switched off. */
  async start(): Promise<void> {
    if (await this.#isSupported()) return;
    if (this.#options.enabled) return;
    await runCommand(['nft', 'delete', 'table', ...TABLE.split(' ')]).catch(() => undefined);
  }

  stop(): void {
    this.#nft.stop();
  }

  /** What is amiss with the filter of each port, in words, as far as is known. */
  async observe(namespace: string, ports: readonly DesiredPort[]): Promise<readonly (string | undefined)[]> {
    this.#ports.set(namespace, ports);
    if (!(await this.#isSupported())) return ports.map(() => undefined);
    const table = await this.#mutex.run(() => this.#known());
    return ports.map((port) => faultOf(tapOf(port.portId), this.#elementsOf(port), table));
  }

  /** What was allowed stays so: nothing is taken from a port that serves before it has what it gets. */
  allow(ports: readonly DesiredPort[]): Promise<void> {
    const change: Change = (allowed) =>
      new Map(
        ports.map((port) => {
          const tap = tapOf(port.portId);
          const [must, there] = [this.#elementsOf(port), allowed(tap)];
          // Of the facts about the tap itself only one is true at a time.
          const kept = [...there].filter((each) => must.has(each) || each.includes(' . '));
          return [tap, new Set([...kept, ...must])] as const;
        }),
      );
    return this.#change(change);
  }

  /** Nothing but what the ports must have. @throws HostError `refused` with nft's words */
  restrict(ports: readonly DesiredPort[]): Promise<void> {
    return this.#change(() => new Map(ports.map((port) => [tapOf(port.portId), this.#elementsOf(port)])));
  }

  /** The taps of the namespace are gone. */
  async release(namespace: string): Promise<void> {
    const ports = this.#ports.get(namespace) ?? [];
    this.#ports.delete(namespace);
    await this.#change(() => new Map(ports.map((port) => [tapOf(port.portId), NOTHING])));
  }

  /** Reads the table, and forgets the taps that are no more. Returns the namespaces whose ports lack something. */
  async check(): Promise<string[]> {
    if (!(await this.#isSupported())) return [];
    await this.#mutex.run(async () => (this.#table = await this.#read()));
    const own = new Set([...this.#ports.values()].flat().map(({ portId }) => tapOf(portId)));
    const others = [...(this.#table?.guards.keys() ?? [])].filter((tap) => !own.has(tap));
    const exist = await Promise.all(others.map((tap) => linkExists(tap)));
    const gone = others.filter((_, index) => exist[index] === false);
    if (gone.length > 0) await this.#change(() => new Map(gone.map((tap) => [tap, NOTHING])));
    const table = this.#table ?? NO_TABLE;
    const lacks = (port: DesiredPort): boolean =>
      faultOf(tapOf(port.portId), this.#elementsOf(port), table) !== undefined;
    return [...this.#ports].filter(([, ports]) => ports.some(lacks)).map(([namespace]) => namespace);
  }

  #elementsOf(port: DesiredPort): ReadonlySet<Element> {
    return elementsOf(port, !this.#options.isHostOn(port));
  }

  #isSupported(): Promise<boolean> {
    this.#supported ??= this.#options.enabled ? this.#probe() : Promise.resolve(false);
    return this.#supported;
  }

  async #probe(): Promise<boolean> {
    const words = await this.#nft.check(TABLE_COMMANDS).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    this.#works = words === undefined;
    if (words !== undefined) this.#options.logger.warn({ reason: words }, 'no port security on this host');
    return this.#works;
  }

  async #change(change: Change): Promise<void> {
    if (!(await this.#isSupported())) return;
    this.#batch ??= this.#queue();
    this.#batch.changes.push(change);
    return this.#batch.done;
  }

  #queue(): Batch {
    const changes: Change[] = [];
    const done = this.#mutex.run(async () => {
      this.#batch = undefined;
      await this.#apply(changes);
    });
    return { changes, done };
  }

  /** Once more after a look at the table: somebody may have changed it. */
  async #apply(changes: readonly Change[]): Promise<void> {
    try {
      await this.#carryOut(await this.#known(), changes);
    } catch {
      this.#table = await this.#read();
      await this.#carryOut(this.#table, changes);
    }
  }

  async #carryOut(table: ObservedTable, changes: readonly Change[]): Promise<void> {
    const wanted = new Map<string, ReadonlySet<Element>>();
    for (const change of changes) {
      const allowed = (tap: string): ReadonlySet<Element> =>
        wanted.get(tap) ?? table.guards.get(tap) ?? NOTHING;
      for (const [tap, elements] of change(allowed)) wanted.set(tap, elements);
    }
    const plan = planTable(wanted, table);
    if (plan.commands.length > 0) await this.#nft.apply(plan.commands);
    if (plan.whole) await this.#mark();
    const { guards, whole } = plan;
    if (guards.size === 0) this.#table = NO_TABLE;
    else this.#table = { ...table, guards, intact: table.intact || whole, dropped: table.dropped ?? 0 };
  }

  /** As the kernel lists the rules now, they must stay. */
  async #mark(): Promise<void> {
    const listing = await this.#nft.read();
    if (listing === undefined) throw this.#nft.refusal('somebody has removed the table');
    const facts = [`${MARKERS.digest}${DIGEST}`, `${MARKERS.listing}${fingerprintOfTable(listing)}`];
    await this.#nft.apply(facts.map((fact) => `add chain ${TABLE} ${fact}`));
  }

  async #known(): Promise<ObservedTable> {
    this.#table ??= await this.#read();
    return this.#table;
  }

  async #read(): Promise<ObservedTable> {
    const listing = await this.#nft.read();
    return listing === undefined ? NO_TABLE : observedTable(listing);
  }
}
