import type { RpcClient } from '@lbaas/common/amqp';
import type { Clock, Logger } from '@lbaas/common/runtime';
import { LRUCache } from 'lru-cache';

export interface PacedCast {
  /** Casts of one key are sent at most every 5 s. */
  readonly key: string;
  readonly host: string;
  /** Nothing is sent before the key has come up for this long. @default 0 */
  readonly afterMs?: number;
  readonly send: (rpc: Pick<RpcClient, 'cast'>) => Promise<void>;
}

export interface PacedCastsOptions {
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Sighting {
  readonly firstMs: number;
  readonly sentMs: number | undefined;
}

const EVERY_MS = 5000;
const MAX_KEYS = 1000;

/**
 * Tells agents what they should know by now, each time that they show they do not, at a pace that no agent can raise. A
 * cast that fails is logged and not repeated: the agent comes up again.
 */
export class PacedCasts {
  readonly #options: PacedCastsOptions;
  /** By key. One that is forgotten is sent too often, no more. */
  readonly #sightings = new LRUCache<string, Sighting>({ max: MAX_KEYS });

  constructor(options: PacedCastsOptions) {
    this.#options = options;
  }

  /** @returns whether it was time to send it */
  async send({ key, host, afterMs = 0, send }: PacedCast): Promise<boolean> {
    if (!this.#isDue(key, afterMs)) return false;
    const { rpc, logger } = this.#options;
    try {
      await send(rpc);
    } catch (error) {
      logger.warn({ err: error, agent: host }, 'could not reach the agent');
    }
    return true;
  }

  #isDue(key: string, afterMs: number): boolean {
    const now = this.#options.clock.monotonicMs();
    const { firstMs, sentMs } = this.#sightings.get(key) ?? { firstMs: now, sentMs: undefined };
    const isDue = now - firstMs >= afterMs && (sentMs === undefined || now - sentMs >= EVERY_MS);
    this.#sightings.set(key, { firstMs, sentMs: isDue ? now : sentMs });
    return isDue;
  }
}
