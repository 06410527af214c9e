import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import type { DesiredPort, Host } from '../host/index.ts';

/**
 * The first announcement can be lost while the bridge does not forward yet, and a neighbour ignores one that comes
 * within a second of the last one it accepted (`locktime`); so there are three.
 */
const DELAYS_MS = [100, 1_500, 5_000];

/** Announces the addresses of a device to its neighbours, a few times, besides all other work. */
export class AddressAnnouncer implements Lifecycle {
  readonly #host: Host;
  readonly #logger: Logger;
  readonly #timers = new Map<string, NodeJS.Timeout[]>();
  #stopped = false;

  constructor(host: Host, logger: Logger) {
    this.#host = host;
    this.#logger = logger;
  }

  start(): void {
    this.#stopped = false;
  }

  stop(): void {
    this.#stopped = true;
    for (const deviceId of this.#timers.keys()) this.cancel(deviceId);
  }

  announce(deviceId: string, namespace: string, ports: readonly DesiredPort[]): void {
    this.cancel(deviceId);
    if (this.#stopped) return;
    this.#timers.set(
      deviceId,
      DELAYS_MS.map((ms) => setTimeout(() => void this.#send(deviceId, namespace, ports), ms)),
    );
  }

  cancel(deviceId: string): void {
    for (const timer of this.#timers.get(deviceId) ?? []) clearTimeout(timer);
    this.#timers.delete(deviceId);
  }

  async #send(deviceId: string, namespace: string, ports: readonly DesiredPort[]): Promise<void> {
    await this.#host
      .announce(namespace, ports)
      .catch((error: unknown) => this.#logger.debug({ err: error, device: deviceId }, 'not announced'));
  }
}
