import type { DeviceId } from '@lbaas/common/domain';
import type { Tx } from '../persistence/index.ts';

/** Chooses the agent of a device within the caller's transaction, or records why there is none. */
export interface DevicePlacer {
  place(tx: Tx, deviceId: DeviceId): Promise<unknown>;
  /** After the device was given an address: the agent chosen earlier may not reach its network. */
  ensureFit(tx: Tx, deviceId: DeviceId): Promise<unknown>;
}
