import type { Tx } from '../../persistence/unit-of-work.ts';
import { runsNothingSql } from '../device-kinds.ts';
import { lockDevices } from '../lock-devices.ts';

/**
 * A device that has nothing to run, and never had, is sent to nobody: its placement is idle, and each change counts as
 * shown in the transaction that makes it (docs/adr/0013-nothing-to-run-nothing-to-send.md). That begins with the first
 * placement of the device and ends when it gets something to run, or is sent for whatever other reason. Nothing makes a
 * placement idle again.
 */
export const isIdleSql = (placement: string): string => `${placement}.wanted = 'idle'`;

/** Whether the placement that a device is about to get is an idle one: no host has ever had anything of the device. */
export const beginsIdleSql = (device: string): string =>
  `(${device}.epoch = 0 AND ${runsNothingSql(device)})`;

/**
 * idle -> idle: the new generation is shown as soon as it is there, but never over one that is still to be sent.
 * `locked` is a relation in scope: `id` of the locked devices, and `next`, their new generation.
 */
export const SHOW_IDLE = `
UPDATE placements p SET dispatched_generation = locked.next, observed_generation = locked.next
FROM locked WHERE p.device_id = locked.id AND p.observed_generation = locked.next - 1 AND ${isIdleSql('p')}
RETURNING p.device_id, p.observed_generation AS shown`;

/** What was shown stays so: it is nothing, in the generations of the device until now. */
const START_SENDING = `
UPDATE placements p SET wanted = 'present', dispatched_generation = 0
WHERE p.device_id = $1 AND ${isIdleSql('p')}`;

/**
 * idle -> unsent: the device gets something to run. To be called before its generation is raised. Two statements,
 * because the second must see a placement that the first has waited for.
 * @param raised all devices whose generation is raised then: they are locked in one go
 */
export function startSending(tx: Tx, deviceId: string, raised: readonly string[] = [deviceId]): void {
  lockDevices(tx, raised);
  tx.send(START_SENDING, [deviceId]);
}
