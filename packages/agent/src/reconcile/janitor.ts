import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import { type DriverTable, namespaceOf } from '../drivers/index.ts';
import type { Host } from '../host/index.ts';
import type { DesiredDevices } from './desired-devices.ts';
import { foundDevices } from './found-devices.ts';
import type { Reconciler } from './reconciler.ts';

export interface JanitorOptions {
  readonly host: Host;
  readonly drivers: DriverTable;
  readonly desired: DesiredDevices;
  readonly reconciler: Pick<Reconciler, 'audit' | 'orphansMayGo'>;
  readonly logger: Logger;
  readonly sweepEveryMs: number;
  /** Every device is observed once in this time, even if nothing points to it. */
  readonly auditEveryMs: number;
}

/**
 * Two slow loops: one looks for what nobody owns (devices, unused bridges) and for devices that run otherwise than they
 * were left; the other has one device after another
 * observed, so that what was changed behind the agent's back is mended.
 */
export class Janitor implements Lifecycle {
  readonly #options: JanitorOptions;
  #sweepTimer: NodeJS.Timeout | undefined;
  #auditTimer: NodeJS.Timeout | undefined;
  #audited = '';

  constructor(options: JanitorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#sweepTimer ??= setInterval(() => void this.sweep(), this.#options.sweepEveryMs);
    this.#auditTimer ??= setTimeout(() => this.#auditNext(), this.#auditEveryMs());
  }

  stop(): void {
    clearInterval(this.#sweepTimer);
    clearTimeout(this.#auditTimer);
    this.#sweepTimer = undefined;
    this.#auditTimer = undefined;
  }

  async sweep(): Promise<void> {
    const { host, logger } = this.#options;
    try {
      await this.#sweepDevices();
      await this.#auditChanged();
      await host.checkPortSecurity();
      const bridges = await host.sweepBridges();
      if (bridges.length > 0) logger.info({ bridges }, 'removed bridges that no port uses');
    } catch (error) {
      logger.warn({ err: error }, 'sweep failed');
    }
  }

  /**
   * What was started from this state directory before it was lost, and is not wanted: it would answer beside the
   * devices that are to come. What is wanted is taken over, files or not.
   */
  async removeRemains(): Promise<void> {
    const { host, drivers, desired, logger } = this.#options;
    for (const driver of drivers.all) {
      const described = new Set(await driver.listDeviceIds());
      const isRemains = (id: string): boolean => !described.has(id) && desired.get(id) === undefined;
      const remains = (await driver.listRunning()).filter(isRemains);
      for (const deviceId of remains) {
        logger.warn({ device: deviceId }, 'removed what an earlier installation has left');
        await driver.stop(deviceId);
        await host.removeNamespace(namespaceOf(driver, deviceId), driver.soleLink);
      }
    }
  }

  async #sweepDevices(): Promise<void> {
    const { host, drivers, desired, reconciler } = this.#options;
    if (!reconciler.orphansMayGo) return;
    for (const deviceId of await foundDevices(host, drivers.all)) {
      if (desired.get(deviceId) === undefined) reconciler.audit(deviceId);
    }
  }

  /** Somebody has started another process, or taken away what a running one needs. */
  async #auditChanged(): Promise<void> {
    const { desired, drivers, reconciler } = this.#options;
    const changed = await Promise.all(drivers.all.map((driver) => driver.listChanged()));
    for (const deviceId of changed.flat()) {
      if (desired.get(deviceId) !== undefined) reconciler.audit(deviceId);
    }
  }

  /** In the order of the ids, starting over after the last. */
  #auditNext(): void {
    const ids = this.#options.desired.ids().sort();
    const next = ids.find((id) => id > this.#audited) ?? ids[0];
    if (next !== undefined) this.#options.reconciler.audit(next);
    this.#audited = next ?? '';
    this.#auditTimer = setTimeout(() => this.#auditNext(), this.#auditEveryMs());
  }

  #auditEveryMs(): number {
    return this.#options.auditEveryMs / Math.max(1, this.#options.desired.ids().length);
  }
}
