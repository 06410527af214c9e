import type { RpcServer } from '@lbaas/common/amqp';
import { RpcError } from '@lbaas/common/contract';
import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import type { DesiredStore, SyncResult } from '../inbox/index.ts';
import type { Janitor, Reconciler } from '../reconcile/index.ts';
import type { NameClaim, StandingState } from './name-claim.ts';

export interface NameGuardOptions {
  readonly standing: NameClaim;
  readonly store: Pick<DesiredStore, 'ids' | 'setRefused'>;
  readonly reconciler: Pick<Reconciler, 'start' | 'stop' | 'touch'>;
  readonly janitor: Pick<Janitor, 'removeRemains'>;
  readonly inbox: Pick<RpcServer, 'consume' | 'ready' | 'release'>;
  /** @param onListed called when a server has answered with the list of this host */
  readonly sync: (signal: AbortSignal, onListed: () => Promise<void>) => Promise<SyncResult>;
  readonly logger: Logger;
}

const INBOX_DEADLINE_MS = 10_000;
/**
 * A state directory that was lost has left balancers behind that this agent does not know, and until its predecessor
 * counts as down it is refused by its own doing. A refusal that lasts longer than that is another host's.
 */
const REMAINS_GO_AFTER_MS = 30_000;

/**
 * Sees to it that this agent acts for its host name only while that is its own: it takes messages only when a server has
 * just answered it with its list, runs nothing new before that, and takes everything down when it is refused.
 */
export class NameGuard implements Lifecycle {
  readonly #options: NameGuardOptions;
  #active = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: NameGuardOptions) {
    this.#options = options;
    options.standing.onChange((state) => this.#follow(state));
  }

  /** Starts the reconciler, unless that has to wait. */
  start(): void {
    if (this.#active) return;
    this.#active = true;
    this.#follow(this.#options.standing.state);
  }

  async stop(): Promise<void> {
    this.#active = false;
    clearTimeout(this.#timer);
    await this.#options.reconciler.stop();
  }

  /** A full sync, which is also how the agent hears whether the name is its own. */
  async sync(signal: AbortSignal): Promise<SyncResult> {
    const { standing, inbox, sync } = this.#options;
    // What is sent after the list was read must find a queue.
    await inbox.ready(INBOX_DEADLINE_MS);
    let isListed = false;
    try {
      const result = await sync(signal, async () => {
        isListed = true;
        if (standing.state === 'serving') await inbox.consume(INBOX_DEADLINE_MS);
      });
      await this.#accepted();
      return result;
    } catch (error) {
      if (error instanceof RpcError && error.code === 'foreign_installation')
        await this.#refused(error.message);
      // One device that cannot be fetched must not keep the others down.
      else if (isListed && !signal.aborted) await this.#accepted();
      throw error;
    }
  }

  async #accepted(): Promise<void> {
    const { standing, janitor, inbox } = this.#options;
    if (!standing.wasAccepted) await janitor.removeRemains();
    await standing.accept();
    await inbox.consume(INBOX_DEADLINE_MS);
  }

  async #refused(reason: string): Promise<void> {
    await this.#options.inbox.release();
    await this.#options.standing.refuse(reason);
  }

  #follow(state: StandingState): void {
    const { store, reconciler } = this.#options;
    if (!this.#active) return;
    clearTimeout(this.#timer);
    store.setRefused(state === 'refused');
    if (state === 'waiting') return;
    if (state === 'refused') this.#timer = setTimeout(() => this.#removeRemains(), REMAINS_GO_AFTER_MS);
    reconciler.start();
    for (const deviceId of store.ids()) reconciler.touch(deviceId);
  }

  #removeRemains(): void {
    const { janitor, logger } = this.#options;
    janitor
      .removeRemains()
      .catch((error: unknown) =>
        logger.error({ err: error }, 'what an earlier installation has left is not removed'),
      );
  }
}
