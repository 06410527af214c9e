import { runCommand } from '../command.ts';
import { HostError } from '../host-error.ts';
import { type NftListing, parseListing } from './fingerprint.ts';
import { NftSession } from './nft-session.ts';

/** A table of nftables in the agent's own namespace, by an `nft` that stays: see NftSession for what that saves. */
export class NftTable {
  readonly #table: string;
  readonly #what: string;
  #session: NftSession | undefined;

  /** @param table family and name; `what` stands before nft's words */
  constructor(table: string, what: string) {
    this.#table = table;
    this.#what = what;
  }

  /** As it is now; undefined when there is none. @throws HostError `refused`, `lost` */
  async read(): Promise<NftListing | undefined> {
    const {
      printed: [listing],
      errors,
    } = await this.#run(`list table ${this.#table}`);
    if (listing !== undefined) return parseListing(listing);
    if (errors.includes('No such file or directory')) return undefined;
    throw this.refusal(errors);
  }

  /** One transaction of commands of one line each. @throws HostError `refused`, `lost` */
  async apply(commands: readonly string[]): Promise<void> {
    const { errors } = await this.#run(commands.join('; '));
    if (errors !== '') throw this.refusal(errors);
  }

  /** Whether this nft and this kernel could do it; nothing is done. @throws HostError `refused`, `lost` */
  async check(commands: readonly string[]): Promise<void> {
    const { code, stderr } = await runCommand(['nft', '-c', '-f', '-'], {
      stdin: `${commands.join('\n')}\n`,
    });
    if (code !== 0) throw this.refusal(stderr);
  }

  /** With the first of nft's words: the command that it repeats can be long. */
  refusal(words: string): HostError {
    return new HostError('refused', `${this.#what}: ${firstLines(words)}`);
  }

  stop(): void {
    this.#session?.end();
    this.#session = undefined;
  }

  #run(line: string) {
    if (this.#session?.isAlive !== true) this.#session = new NftSession(undefined);
    return this.#session.run([line]);
  }
}

/** nft repeats the command and points at the place: the first lines say what is wrong. */
export const firstLines = (text: string): string =>
  text.trim().split('\n').slice(0, 3).join(' ').slice(0, 500);
