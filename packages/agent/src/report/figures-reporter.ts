import { isDeepStrictEqual } from 'node:util';
import type { AmqpConnection } from '@lbaas/common/amqp';
import type { LogicalDevice } from '@lbaas/common/contract';
import {
  Backoff,
  type Clock,
  KeyedWorkQueue,
  type Lifecycle,
  type Logger,
  type Metrics,
  type WorkResult,
  withDeadline,
} from '@lbaas/common/runtime';
import type {
  DeviceDriver,
  DrainingMember,
  DriverTable,
  Figures,
  FiguresOutline,
  MemberHealthReport,
  PoolTotals,
  PoolTraffic,
} from '../drivers/index.ts';
import type { DesiredDevice, DesiredDevices, DeviceMemories } from '../reconcile/index.ts';
import { FiguresSender, type FiguresSenderOptions } from './figures-sender.ts';
import { BalancerSeries } from './balancer-series.ts';
import { PoolSeries } from './pool-series.ts';
import { trafficGrowth } from './traffic-growth.ts';

export interface FiguresReporterOptions extends FiguresSenderOptions {
  readonly connection: Pick<AmqpConnection, 'connected' | 'onConnected'>;
  readonly drivers: DriverTable;
  readonly desired: DesiredDevices;
  readonly memories: DeviceMemories;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly healthEveryMs: number;
  readonly statsEveryMs: number;
  /** Series of balancers under the names of HAProxy's exporter. */
  readonly maxSeries: number;
  /** Devices whose figures are read at once. */
  readonly concurrency: number;
}

/** What the servers have been sent of a device. */
interface Sent {
  readonly epoch: number;
  readonly health: ReadonlyMap<string, MemberHealthReport>;
  /** When all members were sent last. */
  readonly wholeAtMs: number;
  readonly totals: SentTotals | undefined;
}

interface SentTotals {
  readonly atMs: number;
  readonly totals: readonly PoolTotals[];
  /** The last look that gave these totals; none while the servers cannot be reached, so that a gap stays a gap. */
  readonly look: TrafficLook | undefined;
}

interface TrafficLook {
  readonly atMs: number;
  readonly traffic: readonly PoolTraffic[];
}

/** After a deployment: the first request through a new VIP must not wait for this. */
const SETTLE_MS = 50;
const READ_DEADLINE_MS = 5_000;
/** Several members that change at once are read once. */
const NOTICE_SETTLE_MS = 10;
/** Between two readings that notices cause, so that members that flap do not keep agent and servers busy. */
const NOTICE_GAP_MS = 200;
/** Totals that do not change are repeated at this multiple of their pace, because the server may have lost them. */
const UNCHANGED_TOTALS_PACE = 6;

/**
 * Reports the health of members and the totals of pools of each running device. The figures are read when the driver
 * gives notice that a member has changed, and at the pace of the totals, where a change that was missed shows as well;
 * where the driver gives no notice, twice between two checks. Transitions of members are sent at once, all members
 * after a reconnect and, at the pace of the totals, after deployments: a change of one member in 1,000 must not repeat
 * the others each time. Totals that have changed are sent at their own pace. What the broker did not confirm counts as
 * not sent.
 */
export class FiguresReporter implements Lifecycle {
  readonly #options: FiguresReporterOptions;
  readonly #sender: FiguresSender;
  readonly #queue: KeyedWorkQueue<string>;
  readonly #sent = new Map<string, Sent>();
  /** Devices that were deployed since all of their members were sent. */
  readonly #wholeDue = new Set<string>();
  readonly #series: PoolSeries;
  readonly #balancers: BalancerSeries;
  readonly #noticedAtMs = new Map<string, number>();
  /** Devices that run nothing, whose members have been reported as unknown. */
  readonly #reportedUnknown = new Set<string>();
  #unsubscribe: (() => void) | undefined;

  constructor(options: FiguresReporterOptions) {
    this.#options = options;
    const { concurrency, healthEveryMs, logger, clock, metrics, drivers } = options;
    this.#sender = new FiguresSender(options);
    this.#series = new PoolSeries(metrics);
    this.#balancers = new BalancerSeries(metrics, options.maxSeries);
    this.#queue = new KeyedWorkQueue({
      name: 'poll',
      concurrency,
      backoff: new Backoff({ baseMs: healthEveryMs, capMs: 10_000 }),
      work: (deviceId) => this.#work(deviceId),
      logger,
      clock,
    });
    for (const driver of drivers.all) {
      driver.onNotice((deviceId, notice) => {
        if (notice !== 'hung') this.#onNotice(deviceId);
      });
    }
  }

  start(): void {
    if (this.#unsubscribe !== undefined) return;
    this.#queue.start();
    this.#unsubscribe = this.#options.connection.onConnected(() => this.#reportAll());
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    await this.#queue.stop();
  }

  /** The device was changed, or found as it must be. */
  realised(deviceId: string, membersMayDiffer: boolean): void {
    this.#wholeDue.add(deviceId);
    const isSoon = membersMayDiffer || !this.#sent.has(deviceId);
    this.#queue.addAfter(deviceId, isSoon ? SETTLE_MS : this.#options.statsEveryMs);
  }

  #onNotice(deviceId: string): void {
    const nowMs = this.#options.clock.monotonicMs();
    const readAtMs = (this.#noticedAtMs.get(deviceId) ?? 0) + NOTICE_GAP_MS;
    const afterMs = Math.max(NOTICE_SETTLE_MS, readAtMs - nowMs);
    this.#noticedAtMs.set(deviceId, nowMs + afterMs);
    this.#queue.addAfter(deviceId, afterMs);
  }

  /** Spread over one interval, so that 500 devices do not report at once. */
  #reportAll(): void {
    for (const deviceId of this.#options.desired.ids()) {
      this.#forgetHealth(deviceId);
      this.#queue.addAfter(deviceId, Math.random() * this.#options.healthEveryMs);
    }
  }

  #forgetHealth(deviceId: string): void {
    const sent = this.#sent.get(deviceId);
    if (sent !== undefined) this.#sent.set(deviceId, { ...sent, health: new Map() });
  }

  #forgetLook(deviceId: string): void {
    const sent = this.#sent.get(deviceId);
    if (sent?.totals?.look === undefined) return;
    this.#sent.set(deviceId, { ...sent, totals: { ...sent.totals, look: undefined } });
  }

  async #work(deviceId: string): Promise<WorkResult> {
    const { desired, memories, drivers } = this.#options;
    const wanted = desired.get(deviceId);
    const device = wanted?.wanted === 'present' ? wanted.device : undefined;
    const driver = device === undefined ? undefined : drivers.of(device);
    if (device === undefined || driver === undefined || memories.peek(deviceId)?.running === undefined) {
      this.#forget(deviceId);
      return await this.#reportUnknown(deviceId, wanted);
    }
    this.#reportedUnknown.delete(deviceId);
    try {
      const { followed, draining = [] } = await this.#report(driver, device);
      const { statsEveryMs } = this.#options;
      const paceMs = followed ? statsEveryMs : readAgainMs(driver.outline(device), this.#options);
      // Sessions of members are ended by the look that finds them overdue.
      return { kind: 'again', afterMs: Math.min(paceMs, ...draining.map(untilEnd)) };
    } catch (error) {
      return { kind: 'retry', reason: String(error) };
    }
  }

  #forget(deviceId: string): void {
    this.#sent.delete(deviceId);
    this.#wholeDue.delete(deviceId);
    this.#noticedAtMs.delete(deviceId);
    this.#series.drop(deviceId);
    this.#balancers.drop(deviceId);
  }

  /** Nobody checks the members any more, so the last report about them is out of date. A reconnect repeats this. */
  async #reportUnknown(deviceId: string, wanted: DesiredDevice | undefined): Promise<WorkResult> {
    if (wanted?.wanted !== 'present') {
      this.#reportedUnknown.delete(deviceId);
      return { kind: 'done' };
    }
    const members = this.#options.drivers.of(wanted.device)?.outline(wanted.device).unknown ?? [];
    const { connected } = this.#options.connection;
    const isDue = members.length > 0 && connected && !this.#reportedUnknown.has(deviceId);
    if (!isDue) return { kind: 'done' };
    try {
      await this.#sender.sendHealth(wanted.device, members);
      this.#reportedUnknown.add(deviceId);
      return { kind: 'done' };
    } catch (error) {
      return { kind: 'retry', reason: String(error) };
    }
  }

  async #report(driver: DeviceDriver, device: LogicalDevice): Promise<Figures> {
    const { device_id: id, epoch } = device;
    const before = this.#sent.get(id);
    const figures = await withDeadline(`poll of ${id}`, READ_DEADLINE_MS, () => driver.figures(id, epoch));
    this.#series.show(id, figures.totals);
    this.#balancers.show(device, figures.exported ?? []);
    // Read without a broker all the same: what has been counted until now is safe when the process ends.
    if (!this.#options.connection.connected) {
      this.#forgetLook(id);
      return figures;
    }
    const known = before?.epoch === epoch ? before : nothingSent(epoch);
    const wholeAtMs = await this.#sendHealth(device, known, figures);
    const totals = await this.#sendTotals(device, known.totals, figures);
    // Something may have asked for a report of everything meanwhile.
    if (this.#sent.get(id) !== before) return figures;
    const health = new Map(figures.health.map((report) => [report.memberId, report]));
    this.#sent.set(id, { epoch, health, wholeAtMs, totals });
    return figures;
  }

  /** @returns when all members were sent last */
  async #sendHealth(device: LogicalDevice, { health: known, wholeAtMs }: Sent, { health }: Figures) {
    const { device_id: id } = device;
    const nowMs = this.#options.clock.monotonicMs();
    const isWhole = this.#wholeDue.has(id) && nowMs - wholeAtMs >= this.#options.statsEveryMs;
    const due = isWhole ? health : healthChanges(known, health);
    if (isWhole) this.#wholeDue.delete(id);
    try {
      if (due.length > 0) await this.#sender.sendHealth(device, due);
    } catch (error) {
      if (isWhole) this.#wholeDue.add(id);
      throw error;
    }
    return isWhole ? nowMs : wholeAtMs;
  }

  /** @returns what the servers know then */
  async #sendTotals(
    device: LogicalDevice,
    sent: SentTotals | undefined,
    { totals, traffic }: Figures,
  ): Promise<SentTotals | undefined> {
    const { statsEveryMs, clock } = this.#options;
    const atMs = clock.monotonicMs();
    const ageMs = sent === undefined ? Number.POSITIVE_INFINITY : atMs - sent.atMs;
    if (totals.length === 0 || ageMs < statsEveryMs) return sent;
    const isOld = ageMs >= UNCHANGED_TOTALS_PACE * statsEveryMs;
    const look = traffic === undefined ? undefined : { atMs, traffic };
    if (!isOld && sent !== undefined && isDeepStrictEqual(sent.totals, totals)) return { ...sent, look };
    await this.#sender.sendTotals(device, totals, lately(sent?.look, look));
    return { atMs, totals, look };
  }
}

const nothingSent = (epoch: number): Sent => ({
  epoch,
  health: new Map(),
  wholeAtMs: Number.NEGATIVE_INFINITY,
  totals: undefined,
});

/** Nothing, in no time, where there was no look before. */
function lately(before: TrafficLook | undefined, now: TrafficLook | undefined) {
  if (now === undefined) return undefined;
  const { atMs, traffic } = before ?? now;
  return { forMs: now.atMs - atMs, pools: trafficGrowth(traffic, now.traffic) };
}

/** The members whose health differs from what was sent. What a check saw changes all the time and is not sent alone. */
const healthChanges = (
  sent: ReadonlyMap<string, MemberHealthReport>,
  now: readonly MemberHealthReport[],
): MemberHealthReport[] => now.filter((report) => sent.get(report.memberId)?.health !== report.health);

/** An answer that is on its way when they are ended must not be looked for all the time. */
const untilEnd = ({ endsInMs }: DrainingMember): number => Math.max(endsInMs, 100);

type Pace = Pick<FiguresReporterOptions, 'healthEveryMs' | 'statsEveryMs'>;

/** Twice between two checks of the quickest monitor, where the settings do not ask for less; totals are due anyway. */
function readAgainMs({ checkedEveryMs }: FiguresOutline, { healthEveryMs, statsEveryMs }: Pace): number {
  if (checkedEveryMs === undefined) return statsEveryMs;
  return Math.max(healthEveryMs, Math.min(checkedEveryMs / 2, statsEveryMs));
}
