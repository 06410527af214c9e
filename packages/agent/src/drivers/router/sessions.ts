import { type NftAnswer, NftSession } from '../../host/index.ts';

/** A router that nobody changes is looked at once in a while: its session is not kept for that. */
const IDLE_MS = 30_000;

/** Whether packets are forwarded, by family. */
const FORWARDING = ['/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv6/conf/all/forwarding'];

/** What nft says, and how the namespace forwards: `1`, `0`, or empty without the family. */
export interface RouterAnswer extends NftAnswer {
  readonly forwarding: readonly string[];
  /** The process of nft. */
  readonly insider: number | undefined;
}

/** Of a NftSession. */
export type Session = Pick<NftSession, 'isAlive' | 'pid' | 'run' | 'read' | 'end'>;

interface Kept {
  /** Of the namespace that it is in: one of the same name may have come since. */
  readonly identity: string;
  readonly session: Session;
  timer: NodeJS.Timeout;
}

/** One session of nft for each router that is worked on. */
export class RouterSessions {
  readonly #open: (namespace: string) => Session;
  readonly #kept = new Map<string, Kept>();

  constructor(open = (namespace: string): Session => new NftSession(namespace, FORWARDING)) {
    this.#open = open;
  }

  /** @throws HostError `lost` when nft cannot run, or is not done in time */
  async run(namespace: string, identity: string, lines: readonly string[]): Promise<RouterAnswer> {
    const { session } = this.#sessionIn(namespace, identity);
    const answer = await session.run(lines);
    const forwarding = FORWARDING.map((_, file) => session.read(file));
    return { ...answer, forwarding, insider: session.pid };
  }

  /** Of the nft that is in the very namespace; undefined when none is. */
  pidIn(namespace: string, identity: string): number | undefined {
    const kept = this.#kept.get(namespace);
    return kept?.identity === identity && kept.session.isAlive ? kept.session.pid : undefined;
  }

  end(namespace: string): void {
    const kept = this.#kept.get(namespace);
    this.#kept.delete(namespace);
    clearTimeout(kept?.timer);
    kept?.session.end();
  }

  endAll(): void {
    for (const namespace of this.#kept.keys()) this.end(namespace);
  }

  #sessionIn(namespace: string, identity: string): Kept {
    const kept = this.#kept.get(namespace);
    if (kept !== undefined && kept.identity === identity && kept.session.isAlive) {
      kept.timer.refresh();
      return kept;
    }
    this.end(namespace);
    const timer = setTimeout(() => this.end(namespace), IDLE_MS).unref();
    const opened = { identity, session: this.#open(namespace), timer };
    this.#kept.set(namespace, opened);
    return opened;
  }
}
