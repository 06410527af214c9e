import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ipQuery } from './ip-command.ts';
import { isIpLink, toLink } from './links.ts';
import { NAMESPACE_MARK, isDeviceNamespace } from './names.ts';
import { namespacePath, networkNamed } from './network-identity.ts';

/**
 * Which namespaces the agent made. The name alone proves nothing: the agents of Neutron give theirs the same names. A
 * tap that was made for it, or the mark on its loopback, does.
 */
export class OwnNamespaces {
  /** Those without a mark, by what the kernel calls them: each is entered once, not at every sweep. */
  readonly #foreign = new Set<string>();

  /** @param marked the namespaces that taps name */
  async list(prefixes: readonly string[], marked: readonly string[]): Promise<string[]> {
    const names = await readdir(dirname(namespacePath('any'))).catch((): string[] => []);
    const candidates = names.filter((name) => isDeviceNamespace(name, prefixes) && !marked.includes(name));
    const own = await Promise.all(candidates.map((name) => this.#isOwn(name)));
    return candidates.filter((_, index) => own[index]);
  }

  async #isOwn(namespace: string): Promise<boolean> {
    const network = networkNamed(namespace);
    if (network === undefined || this.#foreign.has(network)) return false;
    const rows = await ipQuery(namespace, ['link show dev lo']).catch((): unknown[] => []);
    const [loopback] = rows.filter(isIpLink).map(toLink);
    const isOwn = loopback?.mark === NAMESPACE_MARK;
    if (loopback !== undefined && !isOwn) this.#foreign.add(network);
    return isOwn;
  }
}
