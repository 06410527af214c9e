import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import { Backoff, type Lifecycle, type Logger, type Metrics } from '@lbaas/common/runtime';
import type { NotificationListener, UnitOfWork } from '../persistence/index.ts';
import { type Claim, claimDue } from './claim-due.ts';
import { clearDispatchReason, endWaitFor, recordHeld, recordUnsent, returnClaim } from './claim-outcome.ts';
import { BROKER_UNREACHABLE, describeSendFailure } from './dispatch-failure.ts';
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
 * the poll, which alone looks at every placement. Awake, it claims as many placements as there are free slots, marks them as sent, commits, and publishes each
 * with a confirm. Wake-ups while it claims are merged into one more round. Never: a claim while the broker is away, a
 * lock held while it publishes, a slow message that delays the others. A server that dies between the mark and the
 * publish leaves a placement that is overdue a few seconds later, for any server to send.
 */
export class Dispatcher implements Lifecycle {
  readonly #options: DispatcherOptions;
  readonly #settings: DispatchSettings;
  readonly #backoff = new Backoff({ baseMs: 200, capMs: 30_000 });
  readonly #inFlight = new Set<Promise<void>>();
  readonly #sent: ReturnType<Metrics['counter']>;
  #unsubscribe: (() => void)[] = [];
  #poll: NodeJS.Timeout | undefined;
  #pumping: Promise<void> | undefined;
  #again = false;
  #scope: DueScope = 'all';
  #databaseAway = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#settings = options.settings ?? DISPATCH_DEFAULTS;
    this.#sent = options.metrics.counter('lbaas_dispatched_total', 'Messages sent to agents', [
      'order',
      'outcome',
    ]);
  }

  start(): void {
    if (this.#poll !== undefined) return;
    const { notifications, connection } = this.#options;
    this.#poll = setInterval(() => this.#onPoll(), this.#settings.pollMs);
    this.#unsubscribe = [
      notifications.on('lbaas_dispatch', () => this.wake()),
      connection.onConnected(() => this.#onBrokerBack()),
    ];
    this.#wakeFor('all');
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

  #wakeFor(scope: DueScope): void {
    if (scope === 'all') this.#scope = 'all';
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
    }
  }

  async #round(): Promise<void> {
    const { unitOfWork, connection } = this.#options;
    if (!connection.connected) {
      return unitOfWork.read((tx) => recordUnsent(tx, BROKER_UNREACHABLE, this.#settings));
    }
    const limit = this.#settings.concurrency - this.#inFlight.size;
    const scope = this.#scope;
    this.#scope = 'recent';
    // One statement outside a transaction: it is committed when it returns.
    const claims = await unitOfWork.read((tx) => claimDue(tx, { ...this.#settings, limit, scope }));
    if (claims.length === limit) this.#wakeFor(scope);
    for (const claim of claims) this.#track(claim);
  }

  #track(claim: Claim): void {
    const sending = this.#guarded(() => this.#send(claim)).finally(() => {
      this.#inFlight.delete(sending);
      this.#pump();
    });
    this.#inFlight.add(sending);
  }

  async #send(claim: Claim): Promise<void> {
    const { unitOfWork } = this.#options;
    try {
      await this.#publish(claim);
    } catch (error) {
      return this.#giveBack(claim, error);
    }
    this.#sent.inc({ order: claim.order.kind, outcome: 'confirmed' });
    if (claim.dispatchReason !== undefined) await unitOfWork.read((tx) => clearDispatchReason(tx, claim));
  }

  async #publish(claim: Claim): Promise<void> {
    const { rpc, logger } = this.#options;
    const { deviceId, host, epoch, order } = claim;
    const to = { agent: host };
    const how = {
      deadlineMs: this.#settings.confirmDeadlineMs,
      trace: { request_id: claim.requestId ?? null },
    };
    switch (order.kind) {
      case 'deploy':
        return rpc.cast(to, 'deploy_device', order.device, how);
      case 'undeploy':
        return rpc.cast(to, 'undeploy_device', { device_id: deviceId, epoch }, how);
      case 'nothing':
        logger.warn({ device: deviceId, agent: host }, 'placed device has no load balancer; nothing sent');
    }
  }

  async #giveBack(claim: Claim, error: unknown): Promise<void> {
    const { unitOfWork, logger } = this.#options;
    const reason = describeSendFailure(error, claim.host);
    const delayMs = this.#backoff.delayMs(claim.attempts);
    this.#sent.inc({ order: claim.order.kind, outcome: 'failed' });
    logger.warn({ device: claim.deviceId, agent: claim.host, attempts: claim.attempts, reason }, 'not sent');
    await unitOfWork.read((tx) => returnClaim(tx, claim, reason, delayMs));
  }

  #onPoll(): void {
    void this.#guarded(() => this.#options.unitOfWork.read(recordHeld)).then(() => this.#wakeFor('all'));
  }

  #onBrokerBack(): void {
    const ended = this.#guarded(() =>
      this.#options.unitOfWork.read((tx) => endWaitFor(tx, BROKER_UNREACHABLE)),
    );
    void ended.then(() => this.#wakeFor('all'));
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
