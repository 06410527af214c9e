import type { LogicalDevice } from '@lbaas/common/contract';
import { Metrics, createLogger, systemClock } from '@lbaas/common/runtime';
import { DriverTable } from '../../drivers/index.ts';
import { InMemoryHost } from '../../host/index.ts';
import type { DesiredDevice, DesiredDevices } from '../desired-devices.ts';
import { DeviceMemories } from '../device-memory.ts';
import type { DeviceReport } from '../device-report.ts';
import { Reconciler } from '../reconciler.ts';
import { ScriptedDriver } from './scripted-driver.ts';

class DesiredMap extends Map<string, DesiredDevice> implements DesiredDevices {
  adminStateUp = true;

  ids(): string[] {
    return [...this.keys()];
  }
}

/** A reconciler over a host in memory and a scripted driver, and all that it reports. */
export class ReconcileBench {
  readonly host: InMemoryHost;
  readonly driver: ScriptedDriver;
  readonly drivers: DriverTable;
  readonly desired = new DesiredMap();
  readonly memories = new DeviceMemories();
  readonly reports: DeviceReport[] = [];
  readonly realised: string[] = [];
  readonly reconciler: Reconciler;

  /** Another agent on the host of `before`: it adopts what runs there. */
  constructor(before?: ReconcileBench) {
    this.host = before?.host ?? new InMemoryHost();
    this.driver = before?.driver ?? new ScriptedDriver();
    this.drivers = new DriverTable([this.driver]);
    for (const [id, wanted] of before?.desired ?? []) this.desired.set(id, wanted);
    this.reconciler = new Reconciler({
      host: this.host,
      drivers: this.drivers,
      desired: this.desired,
      memories: this.memories,
      reports: {
        report: (report) => this.reports.push(report),
        realised: (deviceId) => this.realised.push(deviceId),
      },
      clock: systemClock,
      logger: createLogger({ name: 'test', level: 'silent' }),
      metrics: new Metrics(),
      concurrency: 4,
      watchEveryMs: 10,
    });
  }

  get lastReport(): Partial<DeviceReport> {
    const { durationMs: _, deviceId: __, ...report } = this.reports.at(-1) ?? ({} as DeviceReport);
    return report;
  }

  /** Devices that have a namespace on the host. */
  async devicesOnHost(): Promise<string[]> {
    const { namespacePrefix } = this.driver;
    const names = await this.host.listNamespaces([namespacePrefix]);
    return names.map((name) => name.slice(namespacePrefix.length));
  }

  /** What the server orders, and what the agent makes of it. */
  async deploy(device: LogicalDevice): Promise<void> {
    this.desired.set(device.device_id, { wanted: 'present', device });
    await this.touch(device.device_id);
  }

  async undeploy(deviceId: string, epoch = 1, generation = 1): Promise<void> {
    this.desired.set(deviceId, { wanted: 'absent', epoch, generation });
    await this.touch(deviceId);
  }

  async touch(deviceId: string): Promise<void> {
    this.reconciler.touch(deviceId);
    await this.reconciler.idle();
  }
}
