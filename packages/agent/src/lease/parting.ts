import { type Lifecycle, sleep } from '@lbaas/common/runtime';
import type { LeaseKeeper } from './lease-keeper.ts';

export interface PartingOptions {
  readonly keeper: Pick<LeaseKeeper, 'extend' | 'isCutOff' | 'heldSeconds'>;
  /** Sends a heartbeat beside the steady pace. */
  readonly beat: () => Promise<void>;
}

/** Longer than an update or a restart of the agent takes; a host that is switched off fails over that much later. */
export const PARTING_SECONDS = 30;
/** An echo takes some milliseconds. */
const PATIENCE_MS = 1_500;
const LOOK_EVERY_MS = 20;

/**
 * An agent that stops on purpose leaves a longer lease behind, so that devices go on while it is updated. The servers
 * must know before the kernel does: without their echo the lease stays as it was.
 */
export class Parting implements Lifecycle {
  readonly #options: PartingOptions;

  constructor(options: PartingOptions) {
    this.#options = options;
  }

  start(): void {
    // It is about the end.
  }

  async stop(): Promise<void> {
    const { keeper, beat } = this.#options;
    const { heldSeconds } = keeper;
    if (heldSeconds === undefined || heldSeconds >= PARTING_SECONDS || keeper.isCutOff) return;
    keeper.extend(PARTING_SECONDS);
    await beat();
    const untilMs = performance.now() + PATIENCE_MS;
    while ((keeper.heldSeconds ?? 0) < PARTING_SECONDS && performance.now() < untilMs)
      await sleep(LOOK_EVERY_MS);
  }
}
