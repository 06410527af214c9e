import type { DesiredDevices, Janitor, Reconciler } from '../reconcile/index.ts';
import type { SyncResult } from './full-sync.ts';

export interface SyncTargets {
  readonly store: DesiredDevices;
  readonly reconciler: Pick<Reconciler, 'touch' | 'orphansMayGo'>;
  readonly janitor: Pick<Janitor, 'sweep'>;
}

/** Has the devices looked at that a sync concerns and has not told of yet, and lets go of what nobody owns. */
export function applySync(result: SyncResult, { store, reconciler, janitor }: SyncTargets): void {
  const { adminStateUp, adminStateChanged, removed } = result;
  // A disabled agent is sent an empty list, which says nothing about what is whose.
  reconciler.orphansMayGo = adminStateUp;
  for (const deviceId of adminStateChanged ? store.ids() : removed) reconciler.touch(deviceId);
  void janitor.sweep();
}
