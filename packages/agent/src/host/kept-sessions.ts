import type { IpSession } from './address-probe/ip-session.ts';
import { networkNamed } from './network-identity.ts';

interface Kept {
  readonly session: IpSession;
  /** Where it is, whatever the name of the namespace leads to by now. */
  readonly network: string | undefined;
}

/** Until the last announcement of a device that has just been plugged (see AddressAnnouncer). */
const KEEP_MS = 7_000;
/** Each is a process of 1.5 MB. */
const MAX_KEPT = 64;

/**
 * The `ip` programs that have plugged the ports of devices, kept in their namespaces for the look at what was done and
 * for the announcements that follow: four times `nsenter` and `ip` less, 17 ms of CPU each.
 */
export class KeptSessions {
  readonly #kept = new Map<string, Kept>();

  keep(namespace: string, session: IpSession): void {
    void this.end(namespace);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MAX_KEPT) void this.end(oldest);
    session.keep(KEEP_MS);
    this.#kept.set(namespace, { session, network: networkNamed(namespace) });
  }

  /** Undefined when there is none any more, or its namespace has lost its name. */
  sessionIn(namespace: string): IpSession | undefined {
    const kept = this.#kept.get(namespace);
    if (kept === undefined) return undefined;
    if (!kept.session.hasEnded && kept.network === networkNamed(namespace)) return kept.session;
    void this.end(namespace);
    return undefined;
  }

  /** Resolves when its process is gone. */
  async end(namespace: string): Promise<void> {
    const kept = this.#kept.get(namespace);
    this.#kept.delete(namespace);
    await kept?.session.end();
  }

  stop(): void {
    for (const namespace of this.#kept.keys()) void this.end(namespace);
  }
}
