import { type AmqpConnection, BROKER_BLOCKED, BROKER_UNREACHABLE, type RpcClient } from '@lbaas/common/amqp';
import {
  type Lifecycle,
  type Logger,
  type Metrics,
  Outage,
  WakefulLoop,
  every,
  sleep,
} from '@lbaas/common/runtime';
import { type Liveness, endDelaysFor } from '../devices/index.ts';
import type { NotificationListener, Tx, UnitOfWork } from '../persistence/index.ts';
import { type Claim, claimDue } from './claim-due.ts';
import { recordUnsent, recordWaiting } from './claim-outcome.ts';
import { ClaimSender } from './claim-sender.ts';
import { hasSegment } from './has-segment.ts';
import type { DueScope, OverdueSettings } from './due-sql.ts';
import type { ServiceProvider } from '../devices/providers.ts';

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
  readonly connection: Pick<AmqpConnection, 'obstacle' | 'onConnected'>;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly settings?: DispatchSettings;
  /** @default HAProxy alone */
  readonly providers: readonly ServiceProvider[];
  /** Called when a device on a network with a segmentation id is on its way to a host. */
  readonly onSegment?: () => void;
}

/**
 * Sends every host what it has not been sent yet.
 *
 * Idle until it is woken: by a commit, by the broker's return, by a finished message when more is due than fits, or by
 * the poll, which alone looks at every placement. Awake, it claims as many placements as there are free slots, marks
 * them as sent, commits, and publishes each with a confirm. Wake-ups while it claims are merged into one more round,
 * which in a burst lets some more gather. Never: a claim while the broker is away or takes nothing, a lock held while
 * it publishes, a slow message that delays the others. A server that dies between the mark and the publish leaves a
 * placement that is overdue a few seconds later, for any server to send.
 */
export class Dispatcher implements Lifecycle {
  readonly #options: DispatcherOptions;
  readonly #settings: DispatchSettings;
  readonly #sender: ClaimSender;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #outage: Outage;
  readonly #loop: WakefulLoop;
  /** Of the next look. */
  #scope: DueScope = 'all';
  #waitsForSlot = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#settings = options.settings ?? DISPATCH_DEFAULTS;
    const { unitOfWork, rpc, connection, notifications, logger, metrics } = options;
    const { confirmDeadlineMs, pollMs } = this.#settings;
    this.#sender = new ClaimSender({ unitOfWork, rpc, connection, logger, metrics, confirmDeadlineMs });
    this.#outage = new Outage(logger, 'dispatching');
    this.#loop = new WakefulLoop({
      name: 'dispatching',
      round: () => this.#round(),
      wakeOn: [
        (wake) => every(pollMs)(this.#forAll(wake)),
        (wake) => connection.onConnected(this.#forAll(wake)),
        (wake) => notifications.on('lbaas_dispatch', wake),
      ],
      outage: this.#outage,
    });
  }

  start(): void {
    this.#scope = 'all';
    this.#loop.start();
  }

  /** Waits for the messages that are on their way. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#inFlight);
  }

  #forAll(wake: () => void): () => void {
    return () => {
      this.#scope = 'all';
      wake();
    };
  }

  async #round(): Promise<void> {
    const limit = this.#settings.concurrency - this.#inFlight.size;
    this.#waitsForSlot = limit === 0;
    if (this.#waitsForSlot) return;
    const { unitOfWork, connection, providers } = this.#options;
    const scope = this.#scope;
    this.#scope = 'recent';
    const { obstacle } = connection;
    if (obstacle !== undefined) {
      return unitOfWork.statements((tx) => recordUnsent(tx, obstacle, this.#settings));
    }
    if (scope === 'all') await unitOfWork.statements((tx) => reviewWaiting(tx, this.#settings));
    // One statement outside a transaction: it is committed when it returns.
    const claims = await unitOfWork.statements((tx) =>
      claimDue(tx, { ...this.#settings, limit, scope, providers }),
    );
    if (claims.some(hasSegment)) this.#options.onSegment?.();
    for (const claim of claims) this.#track(claim);
    if (claims.length === limit) this.#lookAgain(scope);
    if (claims.length >= BURST) await sleep(GATHER_MS);
  }

  /** More is due than there were slots. */
  #lookAgain(scope: DueScope): void {
    this.#scope = scope;
    this.#loop.wake();
  }

  #track(claim: Claim): void {
    const sending = this.#send(claim).finally(() => {
      this.#inFlight.delete(sending);
      if (!this.#waitsForSlot) return;
      this.#waitsForSlot = false;
      this.#loop.wake();
    });
    this.#inFlight.add(sending);
  }

  /** The poll, or an overdue placement, repeats what failed. A success says nothing: most need no database. */
  async #send(claim: Claim): Promise<void> {
    try {
      await this.#sender.send(claim);
    } catch (error) {
      this.#outage.failed(error);
    }
  }
}

async function reviewWaiting(tx: Tx, liveness: Liveness): Promise<void> {
  await endDelaysFor(tx, [BROKER_UNREACHABLE, BROKER_BLOCKED]);
  await recordWaiting(tx, liveness);
}
