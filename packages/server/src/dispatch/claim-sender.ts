import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import { Backoff, type Logger, type Metrics, inRequest, levelOfRequest } from '@lbaas/common/runtime';
import { clearDispatchReason, returnClaim } from '../devices/index.ts';
import type { UnitOfWork } from '../persistence/index.ts';
import type { Claim } from './claim-due.ts';
import { describeSendFailure } from './dispatch-failure.ts';

export interface ClaimSenderOptions {
  readonly unitOfWork: UnitOfWork;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'obstacle'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly confirmDeadlineMs: number;
}

const DELAY_BUCKETS_S = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** Publishes what was claimed, and gives back what the broker did not take. */
export class ClaimSender {
  readonly #options: ClaimSenderOptions;
  readonly #backoff = new Backoff({ baseMs: 200, capMs: 30_000 });
  readonly #sent: ReturnType<Metrics['counter']>;
  readonly #delay: ReturnType<Metrics['histogram']>;

  constructor(options: ClaimSenderOptions) {
    this.#options = options;
    this.#sent = options.metrics.counter('lbaas_dispatched_total', 'Messages sent to agents', [
      'order',
      'outcome',
    ]);
    this.#delay = options.metrics.histogram(
      'lbaas_dispatch_delay_seconds',
      'From the start of the transaction that changed a device to the confirm of its first message',
      [],
      DELAY_BUCKETS_S,
    );
  }

  /** @throws DatabaseUnavailable; a failed publish is written down, not thrown */
  send(claim: Claim): Promise<void> {
    return inRequest(claim.requestId, () => this.#send(claim));
  }

  async #send(claim: Claim): Promise<void> {
    const { unitOfWork } = this.#options;
    const startedMs = performance.now();
    try {
      await this.#publish(claim);
    } catch (error) {
      return this.#giveBack(claim, error);
    }
    this.#sent.inc({ order: claim.order.kind, outcome: 'confirmed' });
    this.#tell(claim);
    if (claim.attempts === 1)
      this.#delay.observe((claim.sinceChangeMs + performance.now() - startedMs) / 1000);
    if (claim.dispatchReason !== undefined)
      await unitOfWork.statements((tx) => clearDispatchReason(tx, claim));
  }

  #tell({ deviceId: device, host: agent, epoch, generation, order, attempts }: Claim): void {
    if (order.kind === 'nothing') return;
    const about = { device, agent, epoch, generation, attempts, order: order.kind };
    this.#options.logger[levelOfRequest()](about, 'sent to the agent');
  }

  async #publish({ deviceId, host, epoch, order, requestId }: Claim): Promise<void> {
    const { rpc, logger, confirmDeadlineMs } = this.#options;
    const to = { agent: host };
    const how = { deadlineMs: confirmDeadlineMs, trace: { request_id: requestId ?? null } };
    switch (order.kind) {
      case 'deploy':
        return rpc.cast(to, 'deploy_device', order.device, how);
      case 'undeploy':
        return rpc.cast(to, 'undeploy_device', { device_id: deviceId, epoch }, how);
      case 'nothing':
        logger.warn({ device: deviceId, agent: host }, 'what the placed device runs is gone; nothing sent');
    }
  }

  async #giveBack(claim: Claim, error: unknown): Promise<void> {
    const { unitOfWork, connection, logger } = this.#options;
    const reason = connection.obstacle ?? describeSendFailure(error, claim.host);
    const delayMs = this.#backoff.delayMs(claim.attempts);
    this.#sent.inc({ order: claim.order.kind, outcome: 'failed' });
    const { deviceId: device, host: agent, attempts } = claim;
    logger.warn({ device, agent, attempts, reason }, 'not sent');
    await unitOfWork.statements((tx) => returnClaim(tx, claim, { reason, delayMs }));
  }
}
