import type { RpcClient } from '@lbaas/common/amqp';
import type { Clock, Logger } from '@lbaas/common/runtime';
import { isKnown } from './installation.ts';

/** One that goes on all the same is told this often. */
const TELL_EVERY_MS = 5000;
const TELL_DEADLINE_MS = 2000;
const MAX_REMEMBERED = 1000;

export interface RefusedAgentsOptions {
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Tells installations that a host name is not theirs (any more). It goes over the queue of the name: an installation
 * that was cut off and replaced may still consume from it, without having asked anybody anything since; the one that
 * the name belongs to overlooks it.
 */
export class RefusedAgents {
  readonly #options: RefusedAgentsOptions;
  readonly #toldMs = new Map<string, number>();

  constructor(options: RefusedAgentsOptions) {
    this.#options = options;
  }

  async tell(host: string, installation: string): Promise<void> {
    if (!isKnown(installation) || !this.#isDue(`${host} ${installation}`)) return;
    const { rpc, logger } = this.#options;
    const args = { installation_id: installation };
    try {
      await rpc.cast({ agent: host }, 'agent_refused', args, { deadlineMs: TELL_DEADLINE_MS });
    } catch (error) {
      logger.debug({ err: error, agent: host }, 'could not tell an agent that it is refused');
    }
  }

  #isDue(key: string): boolean {
    const now = this.#options.clock.monotonicMs();
    const told = this.#toldMs.get(key);
    if (told !== undefined && now - told < TELL_EVERY_MS) return false;
    if (this.#toldMs.size >= MAX_REMEMBERED) this.#toldMs.clear();
    this.#toldMs.set(key, now);
    return true;
  }
}
