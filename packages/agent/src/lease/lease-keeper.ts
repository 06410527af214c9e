import type { Args } from '@lbaas/common/contract';
import type { Clock, Lifecycle, Logger, Metrics } from '@lbaas/common/runtime';
import type { KernelLease } from '../host/index.ts';
import { LeaseTerm } from './lease-term.ts';

type LeaseInHeartbeat = Pick<Args<'report_state'>, 'lease' | 'lease_lapsed'>;

export interface LeaseKeeperOptions {
  readonly kernel: Pick<
    KernelLease,
    'adopt' | 'hold' | 'renew' | 'silenceAll' | 'disarm' | 'seconds' | 'silentTaps' | 'silences' | 'stop'
  >;
  readonly clock: Clock;
  /** Milliseconds since the boot of the host, those of a suspension included. */
  readonly sinceBootMs: () => number;
  readonly heartbeatEveryMs: number;
  readonly renewEveryMs?: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const RENEW_EVERY_MS = 1_000;
/** A kernel that can hold no lease is asked again after this. */
const AGAIN_AFTER_MS = 60_000;
/** So long after a lapse the servers have to be heard, before the network alone is asked. */
const ALONE_AFTER_MS = 5_000;
/** Echoes come once in a heartbeat; two may be lost. */
const CUT_OFF_BEATS = 3;
/** From the first one that is lost on, it is of interest whether anything else is heard. */
const UNHEARD_BEATS = 1.5;

export const LAPSED_WORDS =
  'silent since the lease of this host has lapsed: its agent or the whole host had stood still';

/**
 * Renews the lease that the kernel holds for the ports of this host (ADR 32), while this process is well: that is,
 * while it does so in time.
 *
 * States: none (the servers want none, or have not said), held, and lapsed: it was not renewed in time, so that the
 * devices may be with another host by now. Then all of them are silent and a lease begins anew at once; each may speak
 * again, after its addresses were asked for, when a list that was asked for after the lapse says whose it is; or when
 * no server is heard for 5 s. The same holds for devices that have fallen silent while no server was heard, when one is
 * heard again. Only the kernel renews: it refuses when the lease has lapsed, whatever this process
 * believes.
 */
export class LeaseKeeper implements Lifecycle {
  readonly #options: LeaseKeeperOptions;
  readonly #term = new LeaseTerm();
  readonly #onLook = new Set<() => void>();
  readonly #onLapse = new Set<() => void>();
  readonly #onUnheard = new Set<() => Promise<void>>();
  readonly #lapses: ReturnType<Metrics['counter']>;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  /** When the last renewal that was carried out was asked for. */
  #renewedAt: Moment = { monotonicMs: 0, bootMs: 0 };
  /** Since when what is silent waits for a list of devices. */
  #closedAtMs: number | undefined;
  /** It waits because the lease has lapsed. */
  #hasLapsed = false;
  /** Which silences the servers were asked about, when they were heard again. */
  #askedAbout = 0;
  #verdict = 0;
  #lists = 0;
  #notBeforeMs = 0;
  #echoAtMs: number | undefined;
  readonly #startedAtMs: number;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.monotonicMs();
    const { kernel, metrics } = options;
    this.#lapses = metrics.counter(
      'lbaas_agent_lease_lapses_total',
      'Times that the lease was not renewed in time.',
    );
    metrics.readGauge(
      'lbaas_agent_lease_seconds',
      'The lease in the kernel; 0 = none.',
      () => kernel.seconds ?? 0,
    );
    const help = 'Until the ports of this host fall silent unless the lease is renewed; 0 without a lease.';
    metrics.readGauge('lbaas_agent_lease_left_seconds', help, () => this.#leftSeconds());
    const silent = 'Ports that are silent: after a lapse, or because another host has their addresses.';
    metrics.readGauge('lbaas_agent_silent_ports', silent, () => kernel.silentTaps);
  }

  /** Every device is to be looked at: it fell silent, or may be let on again. */
  onLook(listener: () => void): void {
    this.#onLook.add(listener);
  }

  /** The servers are to say which devices are still those of this host. */
  onLapse(listener: () => void): void {
    this.#onLapse.add(listener);
  }

  /** Once a second while a lease is held and no server is heard. */
  onUnheard(listener: () => Promise<void>): void {
    this.#onUnheard.add(listener);
  }

  /** A lease that lives is taken over; one that has lapsed while no agent ran leaves every device silent. */
  async start(): Promise<void> {
    if (this.#timer !== undefined) return;
    const { kernel, renewEveryMs = RENEW_EVERY_MS } = this.#options;
    const found = await kernel.adopt(LAPSED_WORDS);
    this.#renewedAt = this.#now();
    if (found.held !== undefined) {
      const agoMs = (found.held.seconds - found.held.leftSeconds) * 1000;
      this.#renewedAt = {
        monotonicMs: this.#renewedAt.monotonicMs - agoMs,
        bootMs: this.#renewedAt.bootMs - agoMs,
      };
      this.#term.adopt(found.held.seconds);
      await this.#renew(found.held.seconds);
    } else if (found.leased.size > 0) await this.#lapse(undefined);
    this.#timer = setInterval(() => void this.#tick(), renewEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#options.kernel.stop();
  }

  /** Whether devices that are silent may be let on, once nobody answers for their addresses. */
  get mayResume(): boolean {
    return this.#closedAtMs === undefined;
  }

  /** Another number whenever it is decided anew whether they may. */
  get verdict(): number {
    return this.#verdict;
  }

  /** How often the servers have said what may resume. */
  get lists(): number {
    return this.#lists;
  }

  /** Whether the servers have not been heard for some heartbeats. */
  get isCutOff(): boolean {
    return this.#unheardBeats > CUT_OFF_BEATS;
  }

  get #unheardBeats(): number {
    const sinceMs = this.#options.clock.monotonicMs() - (this.#echoAtMs ?? this.#startedAtMs);
    return sinceMs / this.#options.heartbeatEveryMs;
  }

  /** In the kernel; undefined without a lease. */
  get heldSeconds(): number | undefined {
    return this.#options.kernel.seconds;
  }

  /** For heartbeat `beat`. */
  inHeartbeat(beat: number): LeaseInHeartbeat {
    const { seconds: held } = this.#options.kernel;
    const seconds = this.#term.say(beat, held);
    // After a standstill the heartbeat may come before the lapse is dealt with.
    const lapsed = this.#hasLapsed || this.#isOver(held) ? { lease_lapsed: true } : {};
    return { lease: seconds === undefined ? null : { seconds }, ...lapsed };
  }

  /** The echo of a heartbeat of this run. */
  echo({ beat, lease_seconds: wanted = null }: Pick<Args<'echo_heartbeat'>, 'beat' | 'lease_seconds'>): void {
    const wasCutOff = this.isCutOff;
    this.#echoAtMs = this.#options.clock.monotonicMs();
    const { silentTaps, silences } = this.#options.kernel;
    if (wasCutOff && silentTaps > 0 && silences !== this.#askedAbout && this.mayResume) this.#askServers();
    this.#term.echo(beat, wanted ?? undefined);
    void this.#tick();
  }

  /** The servers have given the complete list of devices, in answer to a question of then (monotonic clock). */
  listed(askedAtMs: number): void {
    if (this.#closedAtMs === undefined || askedAtMs < this.#closedAtMs) return;
    this.#lists += 1;
    this.#open('as the servers list them');
  }

  /** The time after which the servers take this host for silent is raised to this, as far as they confirm it. */
  extend(seconds: number): void {
    this.#term.extend(seconds);
  }

  async #tick(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#step();
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the lease is not renewed');
    } finally {
      this.#busy = false;
    }
  }

  async #step(): Promise<void> {
    const { kernel, logger } = this.#options;
    const held = kernel.seconds;
    const next = this.#term.next(held);
    if (this.#isOver(held)) await this.#lapse(held);
    else if (held !== undefined && next === undefined) {
      await kernel.disarm();
      logger.info('no lease is held any more');
    } else if (held !== undefined && next !== undefined) await this.#renew(next);
    else if (next !== undefined) await this.#begin(next);
    this.#openAlone();
    if (kernel.seconds === undefined || this.#unheardBeats < UNHEARD_BEATS) return;
    for (const listener of this.#onUnheard) void this.#lookAround(listener);
  }

  async #lookAround(listener: () => Promise<void>): Promise<void> {
    try {
      await listener();
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'whether this host still hears others is not known');
    }
  }

  /** What has fallen silent meanwhile may be with another host. */
  #askServers(): void {
    this.#askedAbout = this.#options.kernel.silences;
    this.#close();
    for (const listener of this.#onLapse) listener();
  }

  #close(): void {
    this.#closedAtMs = this.#options.clock.monotonicMs();
    this.#verdict += 1;
  }

  async #begin(seconds: number): Promise<void> {
    const { kernel, logger } = this.#options;
    const now = this.#now();
    if (now.monotonicMs < this.#notBeforeMs) return;
    try {
      await kernel.hold(seconds);
      this.#renewedAt = now;
      logger.info({ seconds }, 'a lease is held');
    } catch (error) {
      this.#notBeforeMs = now.monotonicMs + AGAIN_AFTER_MS;
      logger.warn({ err: error }, 'this host holds no lease, so its devices are not moved when it fails');
    }
  }

  /** @param seconds as it is to be from now on */
  async #renew(seconds: number): Promise<void> {
    const { kernel, logger } = this.#options;
    const held = kernel.seconds ?? seconds;
    const asked = this.#now();
    if (await kernel.renew(seconds)) {
      this.#renewedAt = asked;
      return;
    }
    if (this.#isOver(held)) return this.#lapse(seconds);
    logger.warn('somebody has removed the lease; it is held anew');
    this.#renewedAt = this.#now();
    await kernel.hold(seconds);
  }

  async #lapse(seconds: number | undefined): Promise<void> {
    const { kernel, logger } = this.#options;
    logger.error(
      { lateMs: Math.round(this.#agoMs()) },
      'the lease has lapsed: every device of this host is silent',
    );
    this.#lapses.inc();
    this.#hasLapsed = true;
    this.#close();
    this.#renewedAt = this.#now();
    await kernel.silenceAll(LAPSED_WORDS, seconds);
    for (const listener of [...this.#onLook, ...this.#onLapse]) listener();
  }

  /** Whoever is cut off from the servers lets on what no other host answers for. */
  #openAlone(): void {
    if (this.#closedAtMs === undefined) return;
    const sinceMs = this.#options.clock.monotonicMs() - this.#closedAtMs;
    const isHeard = this.#echoAtMs !== undefined && this.#echoAtMs > this.#closedAtMs;
    if (sinceMs >= ALONE_AFTER_MS && !isHeard)
      this.#open('no server is heard, so the network alone is asked');
  }

  #open(why: string): void {
    this.#closedAtMs = undefined;
    this.#hasLapsed = false;
    this.#verdict += 1;
    this.#options.logger.warn({ why }, 'devices are let on again where nobody answers for their addresses');
    for (const listener of this.#onLook) listener();
  }

  /** Whether a lease of so many seconds has run out since it was renewed. */
  #isOver(held: number | undefined): boolean {
    return held !== undefined && this.#agoMs() >= held * 1000;
  }

  #leftSeconds(): number {
    const { seconds } = this.#options.kernel;
    return seconds === undefined ? 0 : Math.max(0, seconds - this.#agoMs() / 1000);
  }

  /** By the clock that has gone further. */
  #agoMs(): number {
    const now = this.#now();
    const { monotonicMs, bootMs } = this.#renewedAt;
    return Math.max(now.monotonicMs - monotonicMs, now.bootMs - bootMs);
  }

  #now(): Moment {
    return { monotonicMs: this.#options.clock.monotonicMs(), bootMs: this.#options.sinceBootMs() };
  }
}

interface Moment {
  readonly monotonicMs: number;
  readonly bootMs: number;
}
