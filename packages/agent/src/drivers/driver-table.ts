import { type LogicalDevice, driverNameOf } from '@lbaas/common/contract';
import type { DeviceDriver, Installed } from './device-driver.ts';

/** The drivers of this agent, by name. */
export class DriverTable {
  readonly #drivers: ReadonlyMap<string, DeviceDriver>;

  constructor(drivers: readonly DeviceDriver[]) {
    this.#drivers = new Map(drivers.map((driver) => [driver.name, driver]));
  }

  get names(): string[] {
    return [...this.#drivers.keys()];
  }

  /** The programs of those that start processes. */
  get programs(): (Installed & { readonly name: string })[] {
    return this.all.flatMap(({ program: name, installed }) => (installed ? [{ name, ...installed }] : []));
  }

  get all(): readonly DeviceDriver[] {
    return [...this.#drivers.values()];
  }

  /** Lets go of what belongs to this agent; the devices go on. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((driver) => driver.close()));
  }

  /** Undefined when the server wants a driver that this agent does not have. */
  of(device: LogicalDevice): DeviceDriver | undefined {
    return this.#drivers.get(driverNameOf(device));
  }
}
