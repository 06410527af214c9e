import type { RpcServer } from '@lbaas/common/amqp';
import { RpcError } from '@lbaas/common/contract';
import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import type { ClaimState, NameClaim } from './name-claim.ts';

export interface NameGuardOptions<Result> {
  readonly claim: NameClaim;
  /** The devices of this host. */
  readonly store: { ids(): string[]; setRefused(refused: boolean): void };
  /** What works on them. */
  readonly reconciler: { start(): void; stop(): Promise<void>; touch(deviceId: string): void };
  readonly janitor: { removeRemains(): Promise<void> };
  readonly inbox: Pick<RpcServer, 'consume' | 'ready' | 'release'>;
  /** `onListed` is called when a server has answered with the list of this host. */
  readonly fullSync: { run(signal: AbortSignal, onListed: () => Promise<void>): Promise<Result> };
  readonly logger: Logger;
}

const INBOX_DEADLINE_MS = 10_000;
/**
 * After the loss of a state directory, devices that this agent does not know still run, and it is refused until its
 * predecessor counts as down. A refusal that lasts longer means that another host has the name.
 */
const REMAINS_GO_AFTER_MS = 30_000;

/**
 * Makes sure that this agent acts for its host name only while the name is its own: it takes messages only after a
 * server has answered it with the list of its devices, starts nothing new before that, and takes everything down when
 * it is refused.
 */
export class NameGuard<Result> implements Lifecycle {
  readonly #options: NameGuardOptions<Result>;
  #active = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: NameGuardOptions<Result>) {
    this.#options = options;
    options.claim.onChange((state) => this.#follow(state));
  }

  /** Starts the reconciler, unless that has to wait. */
  start(): void {
    if (this.#active) return;
    this.#active = true;
    this.#follow(this.#options.claim.state);
  }

  async stop(): Promise<void> {
    this.#active = false;
    clearTimeout(this.#timer);
    await this.#options.reconciler.stop();
  }

  /** A full sync, which is also how the agent learns whether the name is its own. */
  async sync(signal: AbortSignal): Promise<Result> {
    const { claim, inbox, fullSync } = this.#options;
    // What is sent after the list was read must find a queue.
    await inbox.ready(INBOX_DEADLINE_MS);
    let isListed = false;
    try {
      const result = await fullSync.run(signal, async () => {
        isListed = true;
        if (claim.state === 'serving') await inbox.consume(INBOX_DEADLINE_MS);
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
    const { claim, janitor, inbox } = this.#options;
    if (!claim.wasAccepted) await janitor.removeRemains();
    await claim.accept();
    await inbox.consume(INBOX_DEADLINE_MS);
  }

  async #refused(reason: string): Promise<void> {
    await this.#options.inbox.release();
    await this.#options.claim.refuse(reason);
  }

  #follow(state: ClaimState): void {
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
