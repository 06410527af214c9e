import { type Logger, Mutex } from '@lbaas/common/runtime';
import { HostError } from '../host-error.ts';
import { listLinks } from '../links.ts';
import { linkExists } from '../namespace-state.ts';
import { NftTable } from '../nft/index.ts';
import { NO_LEASE, type ObservedLease, observedLease } from './listing.ts';
import {
  LEASE_TABLE,
  IF_IT_LIVES,
  REMOVAL_COMMANDS,
  elementCommands,
  renewalCommand,
  tableCommands,
} from './table.ts';

export interface KernelLeaseOptions {
  readonly logger: Logger;
  /** Whether the mark of a tap is the namespace of a device. */
  readonly isOwn: (mark: string) => boolean;
}

/**
 * The lease that the kernel of this host holds for the taps of its devices (ADR 32), and the taps that are silent.
 * Nothing is decided here. Without a lease and without silent taps there is no table, and a new tap costs nothing.
 *
 * Every tap that is ever made is known here before it is there (`cover`), so that a lease which begins meanwhile has
 * it.
 */
export class KernelLease {
  readonly #options: KernelLeaseOptions;
  readonly #mutex = new Mutex();
  readonly #table = new NftTable(LEASE_TABLE, 'lease');
  readonly #taps = new Set<string>();
  readonly #silent = new Map<string, string>();
  #silences = 0;
  #seconds: number | undefined;
  #hasTable = false;

  constructor(options: KernelLeaseOptions) {
    this.#options = options;
  }

  /** As the kernel holds it since the last renewal; undefined without a lease. */
  get seconds(): number | undefined {
    return this.#seconds;
  }

  get silentTaps(): number {
    return this.#silent.size;
  }

  /** Another number whenever taps of a device have fallen silent. */
  get silences(): number {
    return this.#silences;
  }

  /** Why a tap is silent, in words. */
  silenceOf(tap: string): string | undefined {
    return this.#silent.get(tap);
  }

  /** Takes over what an agent before has left. Without nft there is nothing to take over. */
  async adopt(silenceWords: string): Promise<ObservedLease> {
    const found = await this.#mutex.run(() => this.#read()).catch(() => NO_LEASE);
    this.#hasTable = found.present;
    this.#seconds = found.held?.seconds;
    for (const tap of found.leased) this.#taps.add(tap);
    for (const tap of found.silent) this.#silent.set(tap, silenceWords);
    return found;
  }

  /** From now on every tap of a device needs the lease. One transaction. @throws HostError */
  hold(seconds: number): Promise<void> {
    return this.#mutex.run(async () => {
      await this.#findTaps();
      await this.#make(seconds);
    });
  }

  /** False when there was no lease to renew. @throws HostError `lost` */
  renew(seconds: number): Promise<boolean> {
    return this.#mutex.run(async () => {
      try {
        await this.#table.apply([renewalCommand(seconds)]);
      } catch (error) {
        if (error instanceof HostError && error.code === 'refused') return false;
        throw error;
      }
      this.#seconds = seconds;
      return true;
    });
  }

  /** All taps of devices fall silent, before a lease of so many seconds begins anew; without one there is none. */
  silenceAll(words: string, seconds: number | undefined): Promise<void> {
    return this.#mutex.run(async () => {
      await this.#findTaps();
      for (const tap of this.#taps) this.#silent.set(tap, words);
      await this.#make(seconds);
    });
  }

  silence(taps: readonly string[], words: string): Promise<void> {
    return this.#mutex.run(async () => {
      for (const tap of taps) this.#silent.set(tap, words);
      this.#silences += 1;
      if (!this.#hasTable) return this.#make(undefined);
      await this.#change(elementCommands('add', 'silent', taps));
    });
  }

  /** They are not silent any more. */
  speak(taps: readonly string[]): Promise<void> {
    return this.#mutex.run(async () => {
      const silent = taps.filter((tap) => this.#silent.delete(tap));
      await this.#change(elementCommands('delete', 'silent', silent));
    });
  }

  /** Called before the taps are there. @throws HostError when they could pass frames without the lease */
  cover(taps: readonly string[]): Promise<void> {
    return this.#mutex.run(async () => {
      const added = taps.filter((tap) => !this.#taps.has(tap));
      for (const tap of added) this.#taps.add(tap);
      if (this.#seconds === undefined) return;
      try {
        await this.#change(elementCommands('add', 'leased', added));
      } catch (error) {
        for (const tap of added) this.#taps.delete(tap);
        throw error;
      }
    });
  }

  /** They are gone. */
  release(taps: readonly string[]): Promise<void> {
    return this.#mutex.run(() => this.#forget(taps));
  }

  /** What is silent stays so. */
  disarm(): Promise<void> {
    return this.#mutex.run(() => this.#make(undefined));
  }

  /**
   * Mends what somebody has changed by hand, finds taps of devices that nobody has covered, and forgets those that are
   * gone; two programs, none without a table.
   * @param wanted taps of the devices that this host is to have
   */
  check(wanted: ReadonlySet<string>): Promise<void> {
    return this.#mutex.run(async () => {
      if (!this.#hasTable) return;
      await this.#forgetGone(wanted);
      await this.#findTaps();
      const found = await this.#read();
      const { leased, silent } = this.#elementsOf(this.#seconds);
      if (found.intact && isSame(found.leased, leased) && isSame(found.silent, silent)) return;
      this.#options.logger.warn('the table of the lease was not as it must be, and is made anew');
      await this.#remake();
    });
  }

  stop(): void {
    this.#table.stop();
  }

  /** The table goes, with all that it says of taps: this host has no devices any more. */
  async remove(): Promise<void> {
    await this.#table.apply(REMOVAL_COMMANDS);
  }

  #elementsOf(seconds: number | undefined) {
    const leased = seconds === undefined ? new Set<string>() : this.#taps;
    return { seconds, leased, silent: new Set(this.#silent.keys()) };
  }

  async #forget(taps: readonly string[]): Promise<void> {
    const known = taps.filter((tap) => this.#taps.delete(tap));
    const silent = taps.filter((tap) => this.#silent.delete(tap));
    const leased = this.#seconds === undefined ? [] : known;
    await this.#change([
      ...elementCommands('delete', 'leased', leased),
      ...elementCommands('delete', 'silent', silent),
    ]);
  }

  /** But for taps that are to come, whenever that is. */
  async #forgetGone(wanted: ReadonlySet<string>): Promise<void> {
    const unwanted = [...this.#taps].filter((tap) => !wanted.has(tap));
    const exist = await Promise.all(unwanted.map((tap) => linkExists(tap)));
    await this.#forget(unwanted.filter((_, index) => exist[index] === false));
  }

  /** Those of devices that this agent has not looked at yet, too. */
  async #findTaps(): Promise<void> {
    const { isOwn } = this.#options;
    const links = await listLinks('type veth');
    for (const { name, mark } of links) if (mark !== undefined && isOwn(mark)) this.#taps.add(name);
  }

  /** A lease that has lapsed begins anew. */
  async #make(seconds: number | undefined): Promise<void> {
    const isNeeded = seconds !== undefined || this.#silent.size > 0;
    if (isNeeded) await this.#table.apply(tableCommands(this.#elementsOf(seconds)));
    else if (this.#hasTable) await this.#table.apply(REMOVAL_COMMANDS);
    this.#hasTable = isNeeded;
    this.#seconds = seconds;
  }

  /** A change fails when somebody has changed the table. */
  async #change(commands: readonly string[]): Promise<void> {
    if (commands.length === 0) return;
    const isEmpty = this.#seconds === undefined && this.#silent.size === 0;
    if (isEmpty) return this.#make(undefined);
    await this.#table.apply(commands).catch(() => this.#remake());
  }

  /** The whole table, but not a lease that has lapsed: what then becomes of the taps is not decided here. */
  async #remake(): Promise<void> {
    const lives = this.#seconds === undefined ? [] : [IF_IT_LIVES];
    await this.#table.apply([...lives, ...tableCommands(this.#elementsOf(this.#seconds))]);
  }

  async #read(): Promise<ObservedLease> {
    const listing = await this.#table.read();
    return listing === undefined ? NO_LEASE : observedLease(listing);
  }
}

const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((each) => b.has(each));
