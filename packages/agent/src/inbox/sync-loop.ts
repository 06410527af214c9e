import type { AmqpConnection, RpcServer } from '@lbaas/common/amqp';
import { RpcError, type RpcErrorCode } from '@lbaas/common/contract';
import { Backoff, type Lifecycle, type Logger, sleep } from '@lbaas/common/runtime';
import type { SyncResult } from './full-sync.ts';
import type { SyncFollowUp } from './sync-follow-up.ts';
import type { SyncRequests } from './sync-requests.ts';

export interface SyncLoopOptions {
  readonly connection: Pick<AmqpConnection, 'onConnected' | 'onDisconnected' | 'connected'>;
  readonly guard: { sync(signal: AbortSignal): Promise<SyncResult> };
  readonly followUp: Pick<SyncFollowUp, 'synced' | 'disconnected'>;
  readonly requests: Pick<SyncRequests, 'onRequest'>;
  /** Messages may be lost when its queue was. */
  readonly inbox: Pick<RpcServer, 'onLost'>;
  readonly logger: Logger;
}

const EXPECTED: ReadonlySet<RpcErrorCode> = new Set([
  'not_found',
  'foreign_installation',
  'unroutable',
  'disconnected',
]);
/** An answer that can change any moment by what others do: asked again at this pace at least. */
const ASK_AGAIN_MS = 2000;
const CHANGING: ReadonlySet<RpcErrorCode> = new Set(['not_found', 'foreign_installation']);

/**
 * A full sync after each connect and each request, repeated with backoff until it succeeds or the connection is lost.
 * A request during a sync makes it run once more.
 */
export class SyncLoop implements Lifecycle {
  readonly #options: SyncLoopOptions;
  readonly #backoff = new Backoff({ baseMs: 200, capMs: 10_000 });
  #unsubscribe: (() => void)[] = [];
  #controller: AbortController | undefined;
  #running: Promise<void> | undefined;
  #wanted = false;
  #active = false;

  constructor(options: SyncLoopOptions) {
    this.#options = options;
    options.requests.onRequest(() => this.request());
    options.inbox.onLost(() => this.request());
  }

  start(): void {
    if (this.#active) return;
    this.#active = true;
    const { connection } = this.#options;
    this.#unsubscribe = [
      connection.onDisconnected(() => this.#disconnected()),
      connection.onConnected(() => this.request()),
    ];
  }

  async stop(): Promise<void> {
    this.#active = false;
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#controller?.abort(new Error('the agent stops'));
    await this.#running;
  }

  /** While the connection is away, the next connect runs it. */
  request(): void {
    this.#wanted = true;
    if (!this.#active || !this.#options.connection.connected) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#wanted) this.request();
    });
  }

  async #run(): Promise<void> {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    for (let attempt = 1; this.#wanted && !signal.aborted; attempt++) {
      this.#wanted = false;
      const done = await this.#attempt(signal, attempt);
      if (done) attempt = 0;
    }
  }

  async #attempt(signal: AbortSignal, attempt: number): Promise<boolean> {
    const { guard, followUp, logger } = this.#options;
    try {
      const result = await guard.sync(signal);
      signal.throwIfAborted();
      followUp.synced(result);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const reason = error instanceof Error ? error.message : String(error);
      // Before the first server has started, before it has seen the first heartbeat, and while the name is another's.
      const expected = error instanceof RpcError && EXPECTED.has(error.code);
      logger[expected ? 'debug' : 'warn']({ reason, attempt }, 'full sync failed; nothing was removed');
      this.#wanted = true;
      const isChanging = error instanceof RpcError && CHANGING.has(error.code);
      const delayMs = this.#backoff.delayMs(attempt);
      await sleep(isChanging ? Math.min(delayMs, ASK_AGAIN_MS) : delayMs, signal).catch(() => undefined);
      return false;
    }
  }

  #disconnected(): void {
    this.#controller?.abort(new Error('the connection is lost'));
    this.#options.followUp.disconnected();
  }
}
