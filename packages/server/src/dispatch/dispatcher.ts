import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import { type Lifecycle, type Logger, type Metrics, sleep } from '@lbaas/common/runtime';
import { type Liveness, endDelaysFor } from '../devices/index.ts';
import type { NotificationListener, Tx, UnitOfWork } from '../persistence/index.ts';
import { type Claim, claimDue } from './claim-due.ts';
import { recordUnsent, recordWaiting } from './claim-outcome.ts';
import { ClaimSender } from './claim-sender.ts';
import { BROKER_UNREACHABLE } from './dispatch-failure.ts';
import type { DueScope, OverdueSettings } from './due-sql.ts';

export interface DispatchSettings extends OverdueSettings {
  /** Messages that wait for their confirm at once. */
  readonly concurrency: number;
  readonly pollMs: number;
  readonly confirmDeadlineMs: number;
}

export const DISPATCH_DEFAULTS: DispatchSettings = {
  concurrency: 32,
  pollMs: 1000,
  confirmDeadlineMs: 5000,
  overdueBaseMs: 4000,
  overdueCapMs: 60_000,
  agentDownAfterMs: 8000,
};

/** So many claims in one look are a burst. */
const BURST = 4;
/** How long the next look then waits: a look costs about as much for ten devices as for one. */
const GATHER_MS = 25;

export interface DispatcherOptions {
  readonly unitOfWork: UnitOfWork;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'connected' | 'onConnected'>;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly settings?: DispatchSettings;
}

/**
 * Sends every host what it has not been told yet.
 *
 * Idle until it is woken: by a commit, by the broker's return, by a finished message when more is due than fits, or by
 * the poll, which alone looks at every placement. Awake, it claims as many placements as there are free slots, marks
 * them as sent, commits, and publishes each with a confirm. Wake-ups while it claims are merged into one more round,
 * which in a burst lets some more gather. Never: a claim while the broker is away, a lock held while it publishes, a
 * slow message that delays the others. A server that dies between the mark and the publish leaves a placement that is
 * overdue a few seconds later, for any server to send.
 */
export class Dispatcher implements Lifecycle {
  readonly #options: DispatcherOptions;
  readonly #settings: DispatchSettings;
  readonly #sender: ClaimSender;
  readonly #inFlight = new Set<Promise<void>>();
  #unsubscribe: (() => void)[] = [];
  #poll: NodeJS.Timeout | undefined;
  #pumping: Promise<void> | undefined;
  #again = false;
  #burst = false;
  #scope: DueScope = 'all';
  #databaseAway = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#settings = options.settings ?? DISPATCH_DEFAULTS;
    const { unitOfWork, rpc, logger, metrics } = options;
    const { confirmDeadlineMs } = this.#settings;
    this.#sender = new ClaimSender({ unitOfWork, rpc, logger, metrics, confirmDeadlineMs });
  }

  start(): void {
    if (this.#poll !== undefined) return;
    const { notifications, connection } = this.#options;
    this.#poll = setInterval(() => this.#wakeForAll(), this.#settings.pollMs);
    this.#unsubscribe = [
      notifications.on('lbaas_dispatch', () => this.wake()),
      connection.onConnected(() => this.#wakeForAll()),
    ];
    this.#wakeForAll();
  }

  /** Waits for the messages that are on their way. */
  async stop(): Promise<void> {
    clearInterval(this.#poll);
    this.#poll = undefined;
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    await this.#pumping;
    await Promise.all(this.#inFlight);
  }

  wake(): void {
    this.#again = true;
    this.#pump();
  }

  #wakeForAll(): void {
    this.#scope = 'all';
    this.wake();
  }

  #pump(): void {
    if (this.#pumping !== undefined || !this.#mayGoOn()) return;
    this.#pumping = this.#rounds().finally(() => {
      this.#pumping = undefined;
      this.#pump();
    });
  }

  #mayGoOn(): boolean {
    return this.#again && this.#poll !== undefined && this.#inFlight.size < this.#settings.concurrency;
  }

  async #rounds(): Promise<void> {
    while (this.#mayGoOn()) {
      this.#again = false;
      await this.#guarded(() => this.#round());
      if (this.#burst) await sleep(GATHER_MS);
    }
  }

  async #round(): Promise<void> {
    const { unitOfWork, connection } = this.#options;
    const scope = this.#scope;
    this.#burst = false;
    this.#scope = 'recent';
    if (!connection.connected) {
      return unitOfWork.statements((tx) => recordUnsent(tx, BROKER_UNREACHABLE, this.#settings));
    }
    if (scope === 'all') await unitOfWork.statements((tx) => reviewWaiting(tx, this.#settings));
    const limit = this.#settings.concurrency - this.#inFlight.size;
    // One statement outside a transaction: it is committed when it returns.
    const claims = await unitOfWork.statements((tx) => claimDue(tx, { ...this.#settings, limit, scope }));
    this.#burst = claims.length >= BURST;
    for (const claim of claims) this.#track(claim);
    if (claims.length < limit) return;
    this.#again = true;
    this.#scope = scope;
  }

  #track(claim: Claim): void {
    const sending = this.#guarded(() => this.#sender.send(claim)).finally(() => {
      this.#inFlight.delete(sending);
      this.#pump();
    });
    this.#inFlight.add(sending);
  }

  /** The only place that catches: the poll, or an overdue placement, repeats whatever failed. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#databaseAway = false;
    } catch (error) {
      if (!this.#databaseAway) this.#options.logger.error({ err: error }, 'dispatching is interrupted');
      this.#databaseAway = true;
    }
  }
}

async function reviewWaiting(tx: Tx, liveness: Liveness): Promise<void> {
  await endDelaysFor(tx, BROKER_UNREACHABLE);
  await recordWaiting(tx, liveness);
}
