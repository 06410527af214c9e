import { type Lifecycle, type Logger, inRequest } from '@lbaas/common/runtime';
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

/**
 * Places what could not be placed when it was created, or has lost its agent since.
 *
 * Idle until an agent can take something (it registered, came back, was enabled, offers more), or an agent is deleted,
 * or the poll. Then one pass over the waiting devices, oldest first, a transaction per batch; a wake-up during a pass
 * makes one more. Devices that another server has in hand are left to it.
 */
export class WaitingDevices implements Lifecycle {
  readonly #options: Required<WaitingDevicesOptions>;
  #poll: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #passing: Promise<void> | undefined;
  #again = false;
  #databaseAway = false;

  constructor(options: WaitingDevicesOptions) {
    this.#options = { pollMs: 2000, batch: 20, ...options };
  }

  start(): void {
    if (this.#poll !== undefined) return;
    this.#poll = setInterval(() => this.wake(), this.#options.pollMs);
    this.#unsubscribe = this.#options.notifications.on('lbaas_placement', () => this.wake());
    this.wake();
  }

  async stop(): Promise<void> {
    clearInterval(this.#poll);
    this.#poll = undefined;
    this.#unsubscribe?.();
    await this.#passing;
  }

  wake(): void {
    this.#again = true;
    if (this.#passing !== undefined || this.#poll === undefined) return;
    this.#passing = this.#passes().finally(() => {
      this.#passing = undefined;
      if (this.#again) this.wake();
    });
  }

  async #passes(): Promise<void> {
    while (this.#again && this.#poll !== undefined) {
      this.#again = false;
      try {
        await this.#pass();
        this.#databaseAway = false;
      } catch (error) {
        if (!this.#databaseAway) this.#options.logger.error({ err: error }, 'placing is interrupted');
        this.#databaseAway = true;
      }
    }
  }

  async #pass(): Promise<void> {
    const { unitOfWork, batch } = this.#options;
    // A deleted agent leaves deleted devices behind that nobody will ever confirm.
    while (await unitOfWork.transaction((tx) => removeFinishedTombstone(tx, this.#options)));
    await unitOfWork.statements((tx) => removeFinishedDevices(tx));
    let after: WaitingCursor | undefined = FIRST_WAITING;
    while (after !== undefined && this.#poll !== undefined) {
      const cursor: WaitingCursor = after;
      const devices = await this.#placeBatch(cursor);
      after = devices.length < batch ? undefined : devices.at(-1);
    }
  }

  async #placeBatch(after: WaitingCursor): Promise<readonly WaitingDevice[]> {
    const { unitOfWork, placer, batch, logger } = this.#options;
    return unitOfWork.transaction(async (tx) => {
      const devices = await lockWaitingDevices(tx, after, batch);
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
