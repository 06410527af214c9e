import type { DeviceDriver } from '../drivers/index.ts';
import type { Host } from '../host/index.ts';

type Driver = Pick<DeviceDriver, 'namespacePrefix' | 'listDeviceIds' | 'listRunning'>;

/** The devices that have a namespace, a link, a process or files of one of these drivers here. */
export async function foundDevices(
  host: Pick<Host, 'listNamespaces'>,
  drivers: readonly Driver[],
): Promise<Set<string>> {
  const prefixes = drivers.map((driver) => driver.namespacePrefix);
  const namespaces = await host.listNamespaces(prefixes);
  const inFiles = await Promise.all(drivers.map((driver) => driver.listDeviceIds()));
  const running = await Promise.all(drivers.map((driver) => driver.listRunning()));
  const inNamespaces = namespaces.map((name) => {
    const prefix = prefixes.find((candidate) => name.startsWith(candidate)) ?? '';
    return name.slice(prefix.length);
  });
  return new Set([...inNamespaces, ...inFiles.flat(), ...running.flat()]);
}
