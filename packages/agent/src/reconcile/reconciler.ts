import type { LogicalDevice } from '@lbaas/common/contract';
import {
  Backoff,
  type Clock,
  KeyedWorkQueue,
  type Lifecycle,
  type Logger,
  type Metrics,
  type Verdict,
  currentRequestId,
} from '@lbaas/common/runtime';
import { desiredPort } from '../host/index.ts';
import { Announcer } from './announcer.ts';
import type { DesiredDevice, DesiredDevices } from './desired-devices.ts';
import type { DeviceDrivers } from './device-drivers.ts';
import type { DeviceMemory, DeviceMemories } from './device-memory.ts';
import { inWords, isEmpty, isWorthAnnouncing } from './device-plan.ts';
import type { DeviceReport, ReportSink } from './device-report.ts';
import { PortGlances } from './port-glances.ts';
import { ProcessWatch } from './process-watch.ts';
import { type Realisation, realise } from './realise.ts';
import { ReconcileMeter } from './reconcile-meter.ts';
import { Stopwatch } from './stopwatch.ts';

export interface ReconcilerOptions extends DeviceDrivers {
  readonly desired: DesiredDevices;
  readonly memories: DeviceMemories;
  readonly reports: ReportSink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Devices that are worked on at once. */
  readonly concurrency: number;
  /** How often every HAProxy is looked for. */
  readonly watchEveryMs: number;
}

/** A process that lived this long died of something new. */
const LONG_LIFE_MS = 60_000;

/**
 * Makes the devices of this host what they must be. One worker per device at a time; each looks up what is wanted now
 * and compares it with what is there, so that it does not matter why or how often it was called.
 *
 * A device is present (realised, or removed while the agent is disabled), absent (removed, and said so), or unknown:
 * what is left of an unknown one is removed only while `orphansMayGo`, that is, while this connection has brought a
 * complete list of what must be here.
 */
export class Reconciler implements Lifecycle {
  readonly #options: ReconcilerOptions;
  readonly #queue: KeyedWorkQueue<string>;
  readonly #watch: ProcessWatch;
  readonly #announcer: Announcer;
  readonly #glances: PortGlances;
  readonly #meter: ReconcileMeter;
  readonly #deaths = new Map<string, { count: number; atMs: number }>();
  readonly #deathBackoff = new Backoff({ baseMs: 500, capMs: 30_000 });
  #orphansMayGo = false;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    const { concurrency, logger, clock, host, metrics, watchEveryMs } = options;
    this.#queue = new KeyedWorkQueue({
      name: 'reconcile',
      concurrency,
      backoff: new Backoff({ baseMs: 5, capMs: 30_000 }),
      work: (deviceId) => this.#work(deviceId),
      requestOf: (deviceId) => options.memories.peek(deviceId)?.requestId,
      logger,
      clock,
    });
    this.#watch = new ProcessWatch({
      everyMs: watchEveryMs,
      onDeath: (id, pid) => this.#onDeath(id, pid),
      onFrozen: (id, pid) => this.#onFrozen(id, pid),
    });
    this.#announcer = new Announcer(host, logger);
    this.#glances = new PortGlances(host, clock);
    this.#meter = new ReconcileMeter(metrics);
  }

  /** Looks at every desired device once: what runs as it must is left alone. */
  start(): void {
    this.#announcer.start();
    this.#watch.start();
    for (const deviceId of this.#options.desired.ids()) this.#queue.add(deviceId);
    this.#queue.start();
  }

  /** Devices go on as they are. */
  async stop(): Promise<void> {
    this.#watch.stop();
    this.#announcer.stop();
    await this.#queue.stop();
  }

  /** Something has changed, or the server asks again: the outcome is reported even when nothing is left to do. */
  touch(deviceId: string): void {
    const memory = this.#options.memories.of(deviceId);
    memory.reportDue = true;
    memory.requestId = currentRequestId();
    this.#queue.add(deviceId);
  }

  /** Looks at a device without a word about it as long as it is as it must be. */
  audit(deviceId: string): void {
    this.#glances.forget(deviceId);
    this.#queue.add(deviceId);
  }

  set orphansMayGo(allowed: boolean) {
    this.#orphansMayGo = allowed;
  }

  get orphansMayGo(): boolean {
    return this.#orphansMayGo;
  }

  /** Resolves when nothing is due. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #work(deviceId: string): Promise<Verdict> {
    const wanted = this.#options.desired.get(deviceId);
    this.#watch.pardon(deviceId);
    if (wanted === undefined) return this.#removeOrphan(deviceId);
    if (wanted.wanted === 'absent' || !this.#options.desired.adminStateUp) {
      return this.#remove(deviceId, wanted);
    }
    return this.#realise(wanted.device);
  }

  async #realise(device: LogicalDevice): Promise<Verdict> {
    const id = device.device_id;
    const result = await realise({ ...this.#options, glances: this.#glances }, device, this.#options.clock);
    const memory = this.#options.memories.of(id);
    this.#remember(memory, device, result);
    this.#log(device, result);
    this.#meter.observe(result);
    if (memory.running && result.observed?.running === true) this.#watch.watch(id, result.observed.pid);
    this.#say(memory, reportOf(device, memory, result), result.failure?.retryable === true);
    if (result.failure !== undefined) return { kind: 'retry', reason: result.failure.words };
    this.#announce(device, result);
    this.#options.reports.realised(id);
    const dueInMs = this.#glances.dueInMs(id);
    return dueInMs === undefined ? { kind: 'done' } : { kind: 'again', afterMs: dueInMs };
  }

  #remember(memory: DeviceMemory, device: LogicalDevice, result: Realisation): void {
    const { plan, observed, failure, how } = result;
    const pid = observed?.running === true ? observed.pid : undefined;
    memory.running = pid !== undefined;
    memory.failuresInARow = failure === undefined ? 0 : memory.failuresInARow + 1;
    memory.lastError = failure?.words;
    if (failure === undefined) {
      memory.confirmed = { epoch: device.epoch, generation: device.generation, pid };
    }
    if (plan === undefined || isEmpty(plan)) return;
    memory.lastPlan = inWords(plan);
    memory.lastHow = how;
    memory.lastAppliedAt = this.#options.clock.now();
    if (failure !== undefined) return;
    memory.reloads += how === 'reload' ? 1 : 0;
    memory.starts += how === 'start' ? 1 : 0;
  }

  /**
   * Repeats nothing that the server knows, unless it waits for a word. A failure that the next attempt, some
   * milliseconds later, may have overcome is told only when that one has failed too.
   */
  #say(memory: DeviceMemory, report: DeviceReport, mayPass: boolean): void {
    if (report.outcome === 'failed' && mayPass && memory.failuresInARow < 2) return;
    if (!memory.reportDue && sameNews(memory.lastReport, report)) return;
    memory.reportDue = false;
    memory.lastReport = report;
    this.#options.reports.report(report);
  }

  #announce(device: LogicalDevice, { plan }: Realisation): void {
    const port = desiredPort(device);
    if (plan !== undefined && port !== undefined && isWorthAnnouncing(plan)) {
      this.#announcer.announce(device.device_id, port);
    }
  }

  async #remove(deviceId: string, wanted: DesiredDevice): Promise<Verdict> {
    const watch = new Stopwatch(this.#options.clock);
    await this.#tearDown(deviceId);
    const memory = this.#options.memories.of(deviceId);
    memory.confirmed = undefined;
    memory.running = false;
    memory.failuresInARow = 0;
    const { epoch, generation } = wanted.wanted === 'present' ? wanted.device : wanted;
    const about = { deviceId, epoch, generation, observedGeneration: 0, error: undefined };
    this.#options.logger.info({ device: deviceId, epoch, ms: watch.totalMs }, 'device removed');
    this.#say(memory, { ...about, outcome: 'removed', how: 'stop', durationMs: watch.totalMs }, false);
    return { kind: 'done' };
  }

  async #removeOrphan(deviceId: string): Promise<Verdict> {
    if (!this.#orphansMayGo) return { kind: 'done' };
    await this.#tearDown(deviceId);
    this.#options.memories.forget(deviceId);
    this.#options.logger.warn({ device: deviceId }, 'removed what was left of a device that nobody owns');
    return { kind: 'done' };
  }

  async #tearDown(deviceId: string): Promise<void> {
    const { host, haproxy } = this.#options;
    this.#announcer.cancel(deviceId);
    this.#deaths.delete(deviceId);
    this.#glances.drop(deviceId);
    await haproxy.stop(deviceId);
    await host.removeDevice(deviceId);
    await haproxy.cleanup(deviceId);
  }

  /** Nobody is served by a process that is stopped, and it cannot be asked to go. */
  #onFrozen(deviceId: string, pid: number): void {
    this.#options.logger.error({ device: deviceId, pid }, 'HAProxy is stopped (SIGSTOP) and is killed');
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      this.#options.logger.debug({ err: error, pid }, 'HAProxy has ended meanwhile');
    }
    this.#onDeath(deviceId, pid, `HAProxy (process ${pid}) was stopped by a signal and had to be killed`);
  }

  #onDeath(deviceId: string, pid: number, words = `HAProxy (process ${pid}) has ended`): void {
    const wanted = this.#options.desired.get(deviceId);
    if (wanted?.wanted !== 'present' || !this.#options.desired.adminStateUp) return;
    const { epoch, generation } = wanted.device;
    const error = `${words}; it is started again`;
    this.#options.logger.error({ device: deviceId, generation, pid }, 'HAProxy has ended');
    const memory = this.#options.memories.of(deviceId);
    memory.running = false;
    memory.confirmed = undefined;
    memory.lastError = error;
    const incident = { epoch, generation, at: this.#options.clock.now(), words };
    memory.incident = incident;
    const about = { deviceId, epoch, generation, observedGeneration: 0, error, durationMs: 0, incident };
    this.#say(memory, { ...about, outcome: 'failed', how: 'noop' }, false);
    this.#queue.addAfter(deviceId, this.#deathDelayMs(deviceId));
  }

  /** At once after a first death; a process that keeps dying is started ever more rarely. */
  #deathDelayMs(deviceId: string): number {
    const nowMs = this.#options.clock.monotonicMs();
    const last = this.#deaths.get(deviceId);
    const count = last !== undefined && nowMs - last.atMs < LONG_LIFE_MS ? last.count + 1 : 1;
    this.#deaths.set(deviceId, { count, atMs: nowMs });
    return count === 1 ? 0 : this.#deathBackoff.delayMs(count - 1);
  }

  #log({ device_id: device, epoch, generation }: LogicalDevice, result: Realisation): void {
    const { logger } = this.#options;
    const { plan, how, failure, stages, durationMs } = result;
    const about = { device, epoch, generation, how, ms: durationMs, stages };
    const steps = plan === undefined ? [] : inWords(plan);
    if (failure !== undefined) logger.warn({ ...about, steps, reason: failure.words }, 'device not reached');
    else if (steps.length > 0) logger.info({ ...about, steps }, 'device reached');
    else logger.debug(about, 'device is as it must be');
  }
}

function reportOf(device: LogicalDevice, memory: DeviceMemory, result: Realisation): DeviceReport {
  const { failure, how, durationMs } = result;
  const { device_id: deviceId, epoch, generation } = device;
  const known = memory.incident;
  const incident = known?.epoch === epoch && known.generation === generation ? { incident: known } : {};
  const about = { deviceId, epoch, generation, how, durationMs: Math.max(0, durationMs), ...incident };
  if (failure === undefined) {
    return { ...about, outcome: 'done', observedGeneration: generation, error: undefined };
  }
  const observedGeneration = stillShown(device, memory, result);
  return { ...about, outcome: 'failed', observedGeneration, error: failure.words };
}

/**
 * What the device shows after a failure: the generation that was last read back if the very process of then still
 * runs, or else what the process says of itself, which changes at run time do not raise.
 */
function stillShown(
  { epoch, generation }: LogicalDevice,
  { confirmed }: DeviceMemory,
  result: Realisation,
): number {
  const { observed } = result;
  if (observed?.running !== true) return 0;
  const known = confirmed?.pid === observed.pid && confirmed.epoch === epoch ? confirmed.generation : 0;
  return Math.min(generation - 1, Math.max(known, observed.generation));
}

const sameNews = (last: DeviceReport | undefined, report: DeviceReport): boolean =>
  last?.epoch === report.epoch &&
  last.generation === report.generation &&
  last.observedGeneration === report.observedGeneration &&
  last.outcome === report.outcome &&
  last.error === report.error;
