import { ipDelete } from './ip-command.ts';
import { type Link, listLinks } from './links.ts';

/**
 * For which namespaces there are taps on this host, by the marks on them: a look for the taps of one namespace lists
 * those of all (some ms for each hundred), and most that are removed have none left.
 */
export class TapMarks {
  /** Since this agent has started. */
  readonly #plugged = new Set<string>();
  /** As was listed last; undefined before the first time. */
  #listed: Set<string> | undefined;

  /** Taps may be made for it from now on. */
  plugs(namespace: string): void {
    this.#plugged.add(namespace);
  }

  /** The taps of all namespaces. */
  async list(): Promise<Link[]> {
    const taps = (await listLinks('type veth')).filter(({ mark }) => mark !== undefined);
    this.#listed = new Set(taps.map(({ mark = '' }) => mark));
    return taps;
  }

  /** Those of a namespace go, also without their inner ends. One that surely has none costs nothing. */
  async remove(namespace: string): Promise<void> {
    const mayHave = this.#plugged.has(namespace) || (this.#listed?.has(namespace) ?? true);
    if (!mayHave) return;
    const taps = (await this.list()).filter(({ mark }) => mark === namespace);
    await ipDelete(
      undefined,
      taps.map(({ name }) => `link del dev ${name}`),
    );
  }

  /** They are gone. */
  forget(namespace: string): void {
    this.#plugged.delete(namespace);
    this.#listed?.delete(namespace);
  }
}
