import { runCommand } from '../command.ts';
import { HostError } from '../host-error.ts';
import { type NftListing, parseListing } from './fingerprint.ts';

/** A table of nftables in the agent's own namespace. */
export class NftTable {
  readonly #list: readonly string[];
  readonly #what: string;

  /** @param table family and name; `what` stands before nft's words */
  constructor(table: string, what: string) {
    this.#list = ['nft', '-j', 'list', 'table', ...table.split(' ')];
    this.#what = what;
  }

  /** As it is now; undefined when there is none. @throws HostError `refused` */
  async read(): Promise<NftListing | undefined> {
    const { code, stdout, stderr } = await runCommand(this.#list);
    if (code === 0) return parseListing(stdout);
    if (stderr.includes('No such file or directory')) return undefined;
    throw this.refusal(stderr);
  }

  /** One transaction. @throws HostError `refused` */
  async apply(commands: readonly string[], options: readonly string[] = []): Promise<void> {
    const argv = ['nft', ...options, '-f', '-'];
    const { code, stderr } = await runCommand(argv, { stdin: `${commands.join('\n')}\n` });
    if (code !== 0) throw this.refusal(stderr);
  }

  /** With the first of nft's words: the command that it repeats can be long. */
  refusal(words: string): HostError {
    return new HostError('refused', `${this.#what}: ${firstLines(words)}`);
  }
}

/** nft repeats the command and points at the place: the first lines say what is wrong. */
export const firstLines = (text: string): string =>
  text.trim().split('\n').slice(0, 3).join(' ').slice(0, 500);
