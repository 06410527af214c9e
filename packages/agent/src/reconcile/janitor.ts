import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import type { DesiredDevices } from './desired-devices.ts';
import type { DeviceDrivers } from './device-drivers.ts';
import type { Reconciler } from './reconciler.ts';

export interface JanitorOptions extends DeviceDrivers {
  readonly desired: DesiredDevices;
  readonly reconciler: Pick<Reconciler, 'audit' | 'orphansMayGo'>;
  readonly logger: Logger;
  readonly sweepEveryMs: number;
  /** Every device is looked at once in this time, even if nothing points to it. */
  readonly auditEveryMs: number;
}

/**
 * Two slow loops: looks for what nobody owns (devices, unused bridges), and has one device after another looked at, so
 * that what was changed behind the agent's back is mended.
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
      const bridges = await host.sweepBridges();
      if (bridges.length > 0) logger.info({ bridges }, 'removed bridges that no port uses');
    } catch (error) {
      logger.warn({ err: error }, 'sweep failed');
    }
  }

  /**
   * HAProxies that were started from this state directory before it was lost: without their files they cannot be adopted,
   * and they would answer beside those that are to come.
   */
  async removeRemains(): Promise<void> {
    const { host, haproxy, logger } = this.#options;
    const described = new Set(await haproxy.listDeviceIds());
    for (const deviceId of await haproxy.listRunning()) {
      if (described.has(deviceId)) continue;
      logger.warn({ device: deviceId }, 'removed what an earlier installation has left');
      await haproxy.stop(deviceId);
      await host.removeDevice(deviceId);
    }
  }

  async #sweepDevices(): Promise<void> {
    const { host, haproxy, desired, reconciler } = this.#options;
    if (!reconciler.orphansMayGo) return;
    const found = [...(await host.listDeviceIds()), ...(await haproxy.listDeviceIds())];
    for (const deviceId of new Set(found)) {
      if (desired.get(deviceId) === undefined) reconciler.audit(deviceId);
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
