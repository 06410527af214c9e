import { type Lifecycle, type Logger, Outage, WakefulLoop, every, inRequest } from '@lbaas/common/runtime';
import type { NotificationListener, UnitOfWork } from '../persistence/index.ts';
import { removeFinishedTombstone } from '../agents/deleted-agents.ts';
import { type Liveness, removeFinishedDevices } from '../devices/index.ts';
import {
  FIRST_WAITING,
  type WaitingCursor,
  type WaitingDevice,
  lockWaitingDevices,
} from './placement-queries.ts';
import type { Placer } from './placer.ts';

export interface WaitingDevicesOptions extends Liveness {
  readonly unitOfWork: UnitOfWork;
  readonly placer: Pick<Placer, 'place'>;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly pollMs?: number;
  /** Devices placed in one transaction. */
  readonly batch?: number;
}

const POLL_MS = 2000;
const BATCH = 20;

/**
 * Places what could not be placed when it was created, or has lost its agent since.
 *
 * Idle until an agent can take something (it registered, came back, was enabled, offers more), or an agent is deleted,
 * or the poll. Then one pass over the waiting devices, oldest first, a transaction per batch; a wake-up during a pass
 * makes one more. Devices that another server has in hand are left to it.
 */
export class WaitingDevices implements Lifecycle {
  readonly #options: WaitingDevicesOptions;
  readonly #batch: number;
  readonly #loop: WakefulLoop;

  constructor(options: WaitingDevicesOptions) {
    const { notifications, logger, pollMs = POLL_MS, batch = BATCH } = options;
    this.#options = options;
    this.#batch = batch;
    this.#loop = new WakefulLoop({
      name: 'waiting devices',
      round: (signal) => this.#pass(signal),
      wakeOn: [every(pollMs), (wake) => notifications.on('lbaas_placement', wake)],
      outage: new Outage(logger, 'placing'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #pass(signal: AbortSignal): Promise<void> {
    // A deleted agent leaves deleted devices behind that nobody will ever confirm.
    const { unitOfWork } = this.#options;
    while (await unitOfWork.transaction((tx) => removeFinishedTombstone(tx, this.#options)));
    await unitOfWork.statements((tx) => removeFinishedDevices(tx));
    let after: WaitingCursor | undefined = FIRST_WAITING;
    while (after !== undefined && !signal.aborted) {
      const cursor: WaitingCursor = after;
      const devices = await this.#placeBatch(cursor);
      after = devices.length < this.#batch ? undefined : devices.at(-1);
    }
  }

  async #placeBatch(after: WaitingCursor): Promise<readonly WaitingDevice[]> {
    const { unitOfWork, placer, logger } = this.#options;
    return unitOfWork.transaction(async (tx) => {
      const devices = await lockWaitingDevices(tx, after, this.#batch);
      for (const { id, requestId } of devices) {
        const placed = await placer.place(tx, id);
        if (placed.kind !== 'placed') continue;
        const about = { device: id, agent: placed.host };
        inRequest(requestId ?? undefined, () => logger.info(about, 'waiting device placed'));
      }
      return devices;
    });
  }
}
