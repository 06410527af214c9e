import type { Tx } from '../persistence/unit-of-work.ts';
import { runsNothingSql } from './device-kinds.ts';

/**
 * A device without a VIP has nothing to run, so the agent of one that has never had a VIP is told nothing of it: each
 * change counts as shown in the transaction that makes it (docs/adr/0013-nothing-to-run-nothing-to-send.md). The mark of
 * such a placement is a generation that counts as sent and was sent at no time. It begins with the first placement of
 * the device and ends with the first VIP, or whatever else has the placement sent anew; nothing sets it again.
 */
export const untoldSql = (placement: string): string =>
  `(${placement}.dispatched_generation > 0 AND ${placement}.dispatched_at IS NULL)`;

/** Whether the placement that a device is about to get is an untold one: no host has ever had anything of it. */
export const beginsIdleSql = (device: string): string =>
  `(${device}.epoch = 0 AND ${runsNothingSql(device)})`;

const LOCK_DEVICES = 'SELECT 1 FROM devices WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE';

const END_UNTOLD = `UPDATE placements p SET dispatched_generation = 0 WHERE p.device_id = $1 AND ${untoldSql('p')}`;

/**
 * The device gets a VIP: its agent is told of it from now on. To be called before its generation is raised.
 * Two statements, because the second must see a placement that the first has waited for.
 * @param raised all devices whose generation is raised then: they are locked in one go
 */
export function beginToTell(tx: Tx, deviceId: string, raised: readonly string[] = [deviceId]): void {
  tx.send(LOCK_DEVICES, [raised]);
  tx.send(END_UNTOLD, [deviceId]);
}
