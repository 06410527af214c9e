import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import { type Args, RpcError, type TraceContext } from '@lbaas/common/contract';
import {
  Backoff,
  type Clock,
  KeyedWorkQueue,
  type Lifecycle,
  type Logger,
  type WorkResult,
  currentRequestId,
} from '@lbaas/common/runtime';
import { type AgentIdentity, senderOf } from '../identity/agent-identity.ts';
import type { DeviceReport } from '../reconcile/index.ts';

export interface StatusReporterOptions {
  readonly identity: AgentIdentity;
  /** What the servers are told in the place of a report, and of which database they must be. */
  readonly history: { readonly id: string | undefined; reportedAs(report: DeviceReport): DeviceReport };
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'connected' | 'onConnected'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Is called when the broker has confirmed a report and no newer one waits. */
  readonly deliveries: { delivered(report: DeviceReport): void };
}

interface Waiting {
  readonly report: DeviceReport;
  readonly at: string;
  readonly trace: TraceContext;
}

const SENDS_AT_ONCE = 32;

/**
 * Delivers what became of devices. It keeps the newest report of each device until the broker has confirmed it, so
 * the spool is bounded by the number of devices; what a restart loses is reported again when the devices are observed.
 */
export class StatusReporter implements Lifecycle {
  readonly #options: StatusReporterOptions;
  readonly #queue: KeyedWorkQueue<string>;
  readonly #waiting = new Map<string, Waiting>();
  /** The server orders the reports of a device by their time, in milliseconds. */
  readonly #lastAtMs = new Map<string, number>();
  #unsubscribe: (() => void) | undefined;

  constructor(options: StatusReporterOptions) {
    this.#options = options;
    this.#queue = new KeyedWorkQueue({
      name: 'report',
      concurrency: SENDS_AT_ONCE,
      backoff: new Backoff({ baseMs: 50, capMs: 5_000 }),
      work: (deviceId) => this.#send(deviceId),
      requestOf: (deviceId) => this.#waiting.get(deviceId)?.trace.request_id ?? undefined,
      logger: options.logger,
      clock: options.clock,
    });
  }

  start(): void {
    if (this.#unsubscribe !== undefined) return;
    this.#queue.start();
    this.#unsubscribe = this.#options.connection.onConnected(() => {
      for (const deviceId of this.#waiting.keys()) this.#queue.add(deviceId);
    });
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    await this.#queue.stop();
  }

  report(report: DeviceReport): void {
    const { deviceId } = report;
    const atMs = Math.max(this.#options.clock.now().getTime(), (this.#lastAtMs.get(deviceId) ?? 0) + 1);
    this.#lastAtMs.set(deviceId, atMs);
    const trace = { request_id: currentRequestId() ?? null };
    this.#waiting.set(deviceId, { report, at: new Date(atMs).toISOString(), trace });
    this.#queue.add(deviceId);
  }

  /** Reports that the broker has not confirmed yet. */
  get unsent(): number {
    return this.#waiting.size;
  }

  async #send(deviceId: string): Promise<WorkResult> {
    const waiting = this.#waiting.get(deviceId);
    // onConnected brings it back.
    if (waiting === undefined || !this.#options.connection.connected) return { kind: 'done' };
    try {
      const { identity, history } = this.#options;
      const told = { ...waiting, report: history.reportedAs(waiting.report) };
      const args = { ...toArgs(identity, told), ...(history.id && { history_id: history.id }) };
      await this.#options.rpc.cast('server', 'update_status', args, { trace: waiting.trace });
    } catch (error) {
      if (!(error instanceof RpcError) || error.retryable) return { kind: 'retry', reason: String(error) };
      this.#options.logger.error({ err: error, device: deviceId }, 'report cannot be sent and is dropped');
    }
    if (this.#waiting.get(deviceId) === waiting) this.#delivered(waiting.report);
    return { kind: 'done' };
  }

  #delivered(report: DeviceReport): void {
    this.#waiting.delete(report.deviceId);
    if (report.outcome === 'removed') this.#lastAtMs.delete(report.deviceId);
    this.#options.deliveries.delivered(report);
  }
}

const incidentOf = ({ incident }: DeviceReport): Pick<Args<'update_status'>, 'incident'> =>
  incident === undefined ? {} : { incident: { at: incident.at.toISOString(), words: incident.words } };

const toArgs = (identity: AgentIdentity, { report, at }: Waiting): Args<'update_status'> => ({
  ...senderOf(identity),
  device_id: report.deviceId,
  epoch: report.epoch,
  generation: report.generation,
  observed_generation: report.observedGeneration,
  outcome: report.outcome,
  how: report.how,
  error: report.error ?? null,
  duration_ms: report.durationMs,
  ...incidentOf(report),
  at,
});
