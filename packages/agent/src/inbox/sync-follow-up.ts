import type { DesiredDevices, Janitor, Reconciler } from '../reconcile/index.ts';
import type { SyncResult } from './full-sync.ts';

export interface SyncFollowUpOptions {
  readonly store: DesiredDevices;
  readonly reconciler: Pick<Reconciler, 'touch' | 'orphansMayGo'>;
  readonly janitor: Pick<Janitor, 'sweep'>;
  readonly hearing: { listed(receives: boolean | undefined): void };
  readonly lease: { listed(askedAtMs: number): void };
}

/** What a full sync, and the end of the connection that it was made in, mean for the devices. */
export class SyncFollowUp {
  readonly #options: SyncFollowUpOptions;

  constructor(options: SyncFollowUpOptions) {
    this.#options = options;
  }

  /** Has the remaining devices observed that the sync concerns, and removes what nobody owns. */
  synced({ adminStateUp, adminStateChanged, removed, receives, askedAtMs }: SyncResult): void {
    const { store, reconciler, janitor, hearing, lease } = this.#options;
    // A disabled agent is sent an empty list, which says nothing about what is whose.
    reconciler.orphansMayGo = adminStateUp;
    for (const deviceId of adminStateChanged ? store.ids() : removed) reconciler.touch(deviceId);
    void janitor.sweep();
    hearing.listed(receives);
    // After the removals: what is let on again is what is left.
    lease.listed(askedAtMs);
  }

  /** What nobody owns is known only by a list of this very connection. */
  disconnected(): void {
    this.#options.reconciler.orphansMayGo = false;
  }
}
