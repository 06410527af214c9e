import type { Logger } from '@lbaas/common/runtime';
import type { DeviceMemories, DeviceReport } from '../reconcile/index.ts';
import type { DesiredStore } from './desired-store.ts';

export interface ConfirmedRemovalsOptions {
  readonly store: DesiredStore;
  readonly memories: DeviceMemories;
  readonly logger: Logger;
}

/** Forgets devices whose removal was reported to the servers. */
export class ConfirmedRemovals {
  readonly #options: ConfirmedRemovalsOptions;

  constructor(options: ConfirmedRemovalsOptions) {
    this.#options = options;
  }

  /** The broker has a report. */
  delivered({ deviceId, epoch, outcome }: DeviceReport): void {
    if (outcome !== 'removed') return;
    const { store, memories, logger } = this.#options;
    store
      .forget(deviceId, epoch)
      .catch((error: unknown) => logger.error({ err: error, device: deviceId }, 'not forgotten'));
    if (store.get(deviceId) === undefined) memories.forget(deviceId);
  }
}
