import type { LogicalDevice } from '@lbaas/common/contract';
import {
  Backoff,
  type Clock,
  KeyedWorkQueue,
  type Lifecycle,
  type Logger,
  type Metrics,
  type WorkResult,
  currentRequestId,
} from '@lbaas/common/runtime';
import { type DriverTable, type Notice, namespaceOf } from '../drivers/index.ts';
import type { Host } from '../host/index.ts';
import { AddressAnnouncer } from './address-announcer.ts';
import type { DesiredDevice, DesiredDevices } from './desired-devices.ts';
import type { DeviceMemory, DeviceMemories } from './device-memory.ts';
import { isWorthAnnouncing } from './device-plan.ts';
import type { DeviceReport, ReportSink } from './device-report.ts';
import type { Failure } from './failure.ts';
import { logAttempt } from './log-attempt.ts';
import { OwnChanges } from './own-changes.ts';
import { PortFingerprints } from './port-fingerprints.ts';
import { type Death, ProcessDeaths } from './process-deaths.ts';
import { type Realisation, realise } from './realise.ts';
import { ReconcileMeter } from './reconcile-meter.ts';
import { rememberAttempt, rememberDeath, rememberRemoval } from './remember.ts';
import { reclaimNamespace } from './reclaim-namespace.ts';
import { isWorthReporting, reportOf } from './report-of.ts';
import { Stopwatch } from './stopwatch.ts';

/** How long changes are collected before they are looked at. */
const SETTLE_MS = 20;

export interface ReconcilerOptions {
  readonly host: Host;
  readonly drivers: DriverTable;
  readonly desired: DesiredDevices;
  readonly memories: DeviceMemories;
  readonly reports: ReportSink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Devices that are worked on at once. */
  readonly concurrency: number;
  /** How often every process of a device is checked. */
  readonly watchEveryMs: number;
}

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
  readonly #deaths: ProcessDeaths;
  readonly #announcer: AddressAnnouncer;
  readonly #fingerprints: PortFingerprints;
  readonly #meter: ReconcileMeter;
  readonly #own: OwnChanges;
  #orphansMayGo = false;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    const { concurrency, logger, clock, host, metrics, watchEveryMs } = options;
    this.#queue = new KeyedWorkQueue({
      name: 'reconcile',
      concurrency,
      backoff: new Backoff({ baseMs: 5, capMs: 30_000 }),
      work: (deviceId) => this.#own.during(deviceId, () => this.#work(deviceId)),
      requestOf: (deviceId) => options.memories.peek(deviceId)?.requestId,
      logger,
      clock,
    });
    this.#deaths = new ProcessDeaths({
      everyMs: watchEveryMs,
      onDeath: (death) => this.#onDeath(death),
      clock,
      logger,
    });
    for (const driver of options.drivers.all) driver.onNotice((id, notice) => this.#onNotice(id, notice));
    host.onChange({
      changed: (namespace, lost) => this.#onChange(namespace, lost),
      missed: () => this.#onMissed(),
    });
    this.#own = new OwnChanges(clock);
    this.#announcer = new AddressAnnouncer(host, logger);
    this.#fingerprints = new PortFingerprints(host, clock);
    this.#meter = new ReconcileMeter(metrics);
  }

  /** Observes every desired device once: what runs as it must is left alone. */
  start(): void {
    this.#announcer.start();
    this.#deaths.start();
    for (const deviceId of this.#options.desired.ids()) this.#queue.add(deviceId);
    this.#queue.start();
  }

  /** Devices go on as they are. */
  async stop(): Promise<void> {
    this.#deaths.stop();
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

  /** Observes a device, and reports nothing as long as it is as it must be. */
  audit(deviceId: string): void {
    this.#fingerprints.forget(deviceId);
    for (const driver of this.#options.drivers.all) driver.doubt(deviceId);
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

  async #work(deviceId: string): Promise<WorkResult> {
    const wanted = this.#options.desired.get(deviceId);
    this.#deaths.expectExit(deviceId);
    if (wanted === undefined) return this.#removeOrphan(deviceId);
    if (wanted.wanted === 'absent' || !this.#options.desired.adminStateUp) {
      return this.#remove(deviceId, wanted);
    }
    return this.#realise(wanted.device, wanted.loaded === true || wanted.device.epoch > 1);
  }

  /** @param elsewhere another host may have it */
  async #realise(device: LogicalDevice, elsewhere: boolean): Promise<WorkResult> {
    const id = device.device_id;
    const { clock, logger, memories } = this.#options;
    const memory = memories.of(id);
    const { claimsFirst, confirmed } = memory;
    const isNews = confirmed !== undefined && confirmed.generation !== device.generation;
    const onRead = (): void => this.#own.reads(id);
    const result = await realise(
      { ...this.#options, fingerprints: this.#fingerprints, claimsFirst, onRead, elsewhere, isNews },
      device,
    );
    if (this.#own.isUnread(id)) this.#queue.addAfter(id, SETTLE_MS + this.#own.echoesForMs(id));
    rememberAttempt(memory, device, result, clock.now());
    logAttempt(logger, device, result);
    this.#meter.observe(result);
    this.#watch(id, result);
    this.#report(memory, reportOf(device, memory, result), result.failure?.mayPass === true);
    if (result.failure !== undefined) return retryOf(result.failure);
    this.#announce(id, result);
    this.#options.reports.realised(id, mayChangeMembers(result));
    const dueInMs = this.#fingerprints.dueInMs(id);
    return dueInMs === undefined ? { kind: 'done' } : { kind: 'again', afterMs: dueInMs };
  }

  #watch(deviceId: string, { program, observed }: Realisation): void {
    const pid = observed?.running?.pid;
    if (program !== undefined && pid !== undefined) this.#deaths.watch(deviceId, pid, program);
  }

  #report(memory: DeviceMemory, report: DeviceReport, mayPass: boolean): void {
    if (!isWorthReporting(memory, report, mayPass)) return;
    memory.reportDue = false;
    memory.lastReport = report;
    this.#options.reports.report(report);
  }

  #announce(deviceId: string, { plan, namespace, ports }: Realisation): void {
    if (plan === undefined || ports.length === 0 || !isWorthAnnouncing(plan)) return;
    this.#announcer.announce(deviceId, namespace, ports);
  }

  async #remove(deviceId: string, wanted: DesiredDevice): Promise<WorkResult> {
    const watch = new Stopwatch(this.#options.clock);
    await this.#tearDown(deviceId);
    const memory = this.#options.memories.of(deviceId);
    rememberRemoval(memory);
    const { epoch, generation } = wanted.wanted === 'present' ? wanted.device : wanted;
    const about = { deviceId, epoch, generation, observedGeneration: 0, error: undefined };
    this.#options.logger.info({ device: deviceId, epoch, ms: watch.totalMs }, 'device removed');
    this.#report(memory, { ...about, outcome: 'removed', how: 'stop', durationMs: watch.totalMs }, false);
    return { kind: 'done' };
  }

  async #removeOrphan(deviceId: string): Promise<WorkResult> {
    if (!this.#orphansMayGo) return { kind: 'done' };
    await this.#tearDown(deviceId);
    this.#options.memories.forget(deviceId);
    this.#options.logger.warn({ device: deviceId }, 'removed what was left of a device that nobody owns');
    return { kind: 'done' };
  }

  /** Of every driver: a device that must go does not say which one has run it. */
  async #tearDown(deviceId: string): Promise<void> {
    const { host, drivers } = this.#options;
    this.#announcer.cancel(deviceId);
    this.#deaths.forget(deviceId);
    this.#fingerprints.drop(deviceId);
    this.#own.forget(deviceId);
    for (const driver of drivers.all) {
      await reclaimNamespace(host, driver, deviceId);
      await driver.stop(deviceId);
      await host.removeNamespace(namespaceOf(driver, deviceId), driver.soleLink);
      await driver.cleanup(deviceId);
    }
  }

  #onNotice(deviceId: string, notice: Notice): void {
    if (notice === 'ended') this.#deaths.checkSoon(deviceId);
    if (notice === 'hung' || notice === 'harmed') this.audit(deviceId);
  }

  /** Several changes come together, mostly: they are looked at once. */
  #onChange(namespace: string, lost: boolean): void {
    const driver = this.#options.drivers.all.find((each) => namespace.startsWith(each.namespacePrefix));
    const deviceId = namespace.slice(driver?.namespacePrefix.length ?? 0);
    const { desired, memories } = this.#options;
    if (desired.get(deviceId)?.wanted !== 'present') return;
    const waits = (memories.peek(deviceId)?.failuresInARow ?? 0) > 0;
    const echoesForMs = this.#own.echoesForMs(deviceId);
    // What comes is of interest to those that wait for it, unless they have just brought it themselves.
    if (!lost && (!waits || echoesForMs > 0)) return;
    this.#fingerprints.forget(deviceId);
    if (lost && this.#own.loses(deviceId)) return;
    this.#queue.addAfter(deviceId, SETTLE_MS + echoesForMs);
  }

  #onMissed(): void {
    for (const deviceId of this.#options.desired.ids()) this.audit(deviceId);
  }

  #onDeath({ deviceId, program, pid, words, restartInMs }: Death): void {
    const { desired, memories, clock, logger } = this.#options;
    const wanted = desired.get(deviceId);
    if (wanted?.wanted !== 'present' || !desired.adminStateUp) return;
    const { epoch, generation } = wanted.device;
    logger.error({ device: deviceId, generation, pid }, `${program} has ended`);
    const memory = memories.of(deviceId);
    const error = `${words}; it is started again`;
    const incident = { epoch, generation, at: clock.now(), words };
    rememberDeath(memory, incident, error);
    const about = { deviceId, epoch, generation, observedGeneration: 0, error, durationMs: 0, incident };
    this.#report(memory, { ...about, outcome: 'failed', how: 'noop' }, false);
    this.#queue.addAfter(deviceId, restartInMs);
  }
}

const mayChangeMembers = ({ plan }: Realisation): boolean =>
  plan?.steps.some((step) => step.keepsHealth !== true) === true;

const retryOf = ({ words, retryInMs }: Failure): WorkResult =>
  retryInMs === undefined ? { kind: 'retry', reason: words } : { kind: 'again', afterMs: retryInMs };
