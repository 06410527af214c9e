import { type DeviceDriver, namespaceOf } from '../drivers/index.ts';
import type { Host } from '../host/index.ts';

/**
 * Comes before every observation of a device, because everything else finds the namespace by its name: gives the name
 * back that somebody has taken from under living processes. Some reads of /proc when nothing is amiss.
 */
export async function reclaimNamespace(
  host: Pick<Host, 'claimNamespace'>,
  driver: Pick<DeviceDriver, 'processes' | 'namespacePrefix' | 'soleLink'>,
  deviceId: string,
): Promise<boolean> {
  if (driver.soleLink === undefined) return false;
  const pids = await driver.processes(deviceId);
  return pids.length > 0 && host.claimNamespace(namespaceOf(driver, deviceId), pids, [driver.soleLink]);
}
