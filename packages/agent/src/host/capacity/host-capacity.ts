import type { Clock, Lifecycle, Logger, Metrics } from '@lbaas/common/runtime';
import { type CarriedDevices, type LimitReading, devicesCarried, tightest } from './host-limits.ts';

export interface HostCapacityOptions {
  readonly read: () => LimitReading[];
  /** Changes what may be changed; returns what was. */
  readonly raise: () => string[];
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How old a reading may be: heartbeats come more often. */
const KEPT_MS = 10_000;

/** How many devices this host can carry, and by which of its limits. */
export class HostCapacity implements Lifecycle {
  readonly #options: HostCapacityOptions;
  readonly #gauges;
  #known: readonly CarriedDevices[] = [];
  #readAtMs = -Infinity;
  /** The limit that was last said to be reached. */
  #reached: string | undefined;

  constructor(options: HostCapacityOptions) {
    this.#options = options;
    const gauge = (name: string, help: string) =>
      options.metrics.gauge(`lbaas_host_${name}`, help, ['limit']);
    this.#gauges = {
      used: gauge(
        'used',
        'What is used of a resource of the host, in its own unit (memory and disk: bytes).',
      ),
      max: gauge('limit', 'What the host has of a resource, in its own unit (memory and disk: bytes).'),
      carries: gauge('carries_devices', 'Devices that the resource is enough for.'),
    };
  }

  start(): void {
    const { raise, logger } = this.#options;
    const raised = raise();
    if (raised.length > 0) logger.info({ settings: raised }, 'raised the sizes of the neighbour tables');
    const limit = tightest(this.read(0));
    if (limit !== undefined) logger.info({ ...limit }, `this host carries ${limit.carries} devices`);
  }

  stop(): void {
    this.#readAtMs = -Infinity;
  }

  /** @param devices that run here now */
  read(devices: number): readonly CarriedDevices[] {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#readAtMs < KEPT_MS) return this.#known;
    this.#readAtMs = nowMs;
    this.#known = devicesCarried(this.#options.read(), devices);
    for (const { limit, used, max, carries } of this.#known) {
      this.#gauges.used.set({ limit }, used);
      this.#gauges.max.set({ limit }, max);
      this.#gauges.carries.set({ limit }, carries);
    }
    this.#tell(tightest(this.#known), devices);
    return this.#known;
  }

  /** Once when a limit is reached, and once when it no longer is. */
  #tell(limit: CarriedDevices | undefined, devices: number): void {
    const reached = limit !== undefined && limit.carries <= devices ? limit.limit : undefined;
    if (reached === this.#reached) return;
    this.#reached = reached;
    const { logger } = this.#options;
    if (reached === undefined) logger.info({ devices }, 'the host can carry more devices again');
    else logger.warn({ ...limit, devices }, `the host can carry no more devices: ${reached}`);
  }
}
