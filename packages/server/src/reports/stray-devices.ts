import type { RpcClient } from '@lbaas/common/amqp';
import type { Clock, Logger } from '@lbaas/common/runtime';
import type { PlacementKey } from './placement-queries.ts';

/** A host that keeps talking of a device it must not run is answered this often. */
const ANSWER_EVERY_MS = 5000;
const MAX_REMEMBERED = 1000;

export interface StrayDevicesOptions {
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Answers hosts that report devices they do not hold by telling them to take those down. Lost answers are repeated by the next report. */
export class StrayDevices {
  readonly #options: StrayDevicesOptions;
  readonly #answeredAtMs = new Map<string, number>();

  constructor(options: StrayDevicesOptions) {
    this.#options = options;
  }

  async takeDown({ host, device_id, epoch }: PlacementKey): Promise<void> {
    if (!this.#isDue(`${host} ${device_id} ${epoch}`)) return;
    const { rpc, logger } = this.#options;
    logger.warn({ device: device_id, agent: host, epoch }, 'host runs a device that it does not hold');
    try {
      await rpc.cast({ agent: host }, 'undeploy_device', { device_id, epoch });
    } catch (error) {
      logger.warn({ err: error, device: device_id, agent: host }, 'could not tell the host');
    }
  }

  #isDue(key: string): boolean {
    const now = this.#options.clock.monotonicMs();
    const answeredAtMs = this.#answeredAtMs.get(key);
    if (answeredAtMs !== undefined && now - answeredAtMs < ANSWER_EVERY_MS) return false;
    if (this.#answeredAtMs.size >= MAX_REMEMBERED) this.#answeredAtMs.clear();
    this.#answeredAtMs.set(key, now);
    return true;
  }
}
