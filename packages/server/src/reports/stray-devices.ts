import type { RpcClient } from '@lbaas/common/amqp';
import type { Clock, Logger } from '@lbaas/common/runtime';
import type { PlacementKey } from './reported-placements.ts';

/** A host that keeps talking of a device it must not run is answered this often. */
const ANSWER_EVERY_MS = 5000;
/** How long health and counters may still be on their way after the removal that they were sent before. */
const LAST_WORDS_MS = 2000;
const MAX_REMEMBERED = 1000;

export interface StrayDevicesOptions {
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Sighting {
  readonly firstMs: number;
  readonly answeredMs: number | undefined;
}

/**
 * Answers hosts that report devices they do not hold by telling them to take those down. A status is answered at once;
 * health and counters, which a removal easily overtakes, when they go on. Lost answers are repeated by the next report.
 */
export class StrayDevices {
  readonly #options: StrayDevicesOptions;
  readonly #sightings = new Map<string, Sighting>();

  constructor(options: StrayDevicesOptions) {
    this.#options = options;
  }

  async takeDown({ host, device_id, epoch }: PlacementKey, sign: 'status' | 'telemetry'): Promise<void> {
    if (!this.#isDue(`${host} ${device_id} ${epoch}`, sign)) return;
    const { rpc, logger } = this.#options;
    logger.warn({ device: device_id, agent: host, epoch }, 'host runs a device that it does not hold');
    try {
      await rpc.cast({ agent: host }, 'undeploy_device', { device_id, epoch });
    } catch (error) {
      logger.warn({ err: error, device: device_id, agent: host }, 'could not tell the host');
    }
  }

  #isDue(key: string, sign: 'status' | 'telemetry'): boolean {
    const now = this.#options.clock.monotonicMs();
    const known = this.#sightings.get(key);
    const firstMs = known?.firstMs ?? now;
    const answered = known?.answeredMs !== undefined && now - known.answeredMs < ANSWER_EVERY_MS;
    const due = !answered && (sign === 'status' || now - firstMs >= LAST_WORDS_MS);
    if (this.#sightings.size >= MAX_REMEMBERED) this.#sightings.clear();
    this.#sightings.set(key, { firstMs, answeredMs: due ? now : known?.answeredMs });
    return due;
  }
}
