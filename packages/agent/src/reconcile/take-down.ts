import type { Logger } from '@lbaas/common/runtime';
import { type DriverTable, namespaceOf } from '../drivers/index.ts';
import type { Host } from '../host/index.ts';
import { foundDevices } from './found-devices.ts';

export interface TakeDownOptions {
  readonly host: Pick<Host, 'listNamespaces' | 'removeNamespace' | 'sweepBridges' | 'checkPortSecurity'>;
  readonly drivers: DriverTable;
  readonly logger: Logger;
}

/**
 * Removes every device from a host that is given up: processes, namespaces, files, bridges, wanted or not. One that
 * does not go keeps none of the others. @returns how many are left
 */
export async function takeDown({ host, drivers, logger }: TakeDownOptions): Promise<number> {
  let left = 0;
  for (const driver of drivers.all) {
    for (const deviceId of await foundDevices(host, [driver])) {
      try {
        await driver.stop(deviceId);
        await host.removeNamespace(namespaceOf(driver, deviceId), driver.soleLink);
        await driver.cleanup(deviceId);
        logger.info({ device: deviceId, driver: driver.name }, 'taken down');
      } catch (error) {
        left += 1;
        logger.error({ err: error, device: deviceId, driver: driver.name }, 'not taken down');
      }
    }
  }
  await host.sweepBridges();
  await host.checkPortSecurity();
  return left;
}
