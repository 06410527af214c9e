import type { Logger } from '@lbaas/common/runtime';
import { PacedCasts, type PacedCastsOptions } from '../agents/index.ts';
import type { PlacementKey } from './reported-placements.ts';

/** How long health and counters may still be on their way after the removal that they were sent before. */
const LAST_WORDS_MS = 2000;

/**
 * Answers hosts that report devices they do not hold by telling them to take those down. A status is answered at once;
 * health and counters, which a removal easily overtakes, when they go on. Lost answers are repeated by the next report.
 */
export class StrayDevices {
  readonly #casts: PacedCasts;
  readonly #logger: Logger;

  constructor(options: PacedCastsOptions) {
    this.#casts = new PacedCasts(options);
    this.#logger = options.logger;
  }

  async takeDown({ host, device_id, epoch }: PlacementKey, sign: 'status' | 'telemetry'): Promise<void> {
    const isSent = await this.#casts.send({
      key: `${host} ${device_id} ${epoch}`,
      host,
      afterMs: sign === 'status' ? 0 : LAST_WORDS_MS,
      send: (rpc) => rpc.cast({ agent: host }, 'undeploy_device', { device_id, epoch, stray: true }),
    });
    if (isSent)
      this.#logger.warn(
        { device: device_id, agent: host, epoch },
        'host runs a device that it does not hold',
      );
  }
}
