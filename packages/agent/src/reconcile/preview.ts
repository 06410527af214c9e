import { type LogicalDevice, type Result, RpcError, driverNameOf } from '@lbaas/common/contract';
import {
  type ComparedFiles,
  type DesiredState,
  type DeviceDriver,
  DriverError,
  type DriverTable,
  namespaceOf,
} from '../drivers/index.ts';
import { type Host, NOT_OBSERVED } from '../host/index.ts';
import type { DesiredDevices } from './desired-devices.ts';
import { type DevicePlan, howOf, planDevice } from './device-plan.ts';
import { plannedSteps, portChanges } from './planned-steps.ts';

export type Preview = Result<'preview_device'>;
export type PreviewDevice = (deviceId: string, device: LogicalDevice | null) => Promise<Preview>;

export interface PreviewOptions {
  readonly host: Pick<Host, 'hasNamespace'>;
  readonly drivers: DriverTable;
  readonly desired: Pick<DesiredDevices, 'get'>;
}

/**
 * What reconciling the device would do now, by the same plan; null: taking it down. Nothing is executed, and nothing
 * that is found is put right.
 *
 * Observing ports begins a watch of them, so they are not observed: where the namespace is there, they are taken to be
 * as they were wanted last.
 * @throws RpcError handler_failed for a device that this agent cannot run, or that cannot be looked at
 */
export const devicePreviewer =
  (options: PreviewOptions): PreviewDevice =>
  async (deviceId, device) => {
    const known = options.desired.get(deviceId);
    const current = known?.wanted === 'present' ? known.device : undefined;
    const either = device ?? current;
    if (either === undefined) return { device_id: deviceId, ...NOTHING };
    const driver = options.drivers.of(either);
    if (driver === undefined) throw failed(`this agent does not have the driver ${driverNameOf(either)}`);
    try {
      return { device_id: deviceId, ...(await preview(options.host, driver, { deviceId, current, device })) };
    } catch (error) {
      if (error instanceof DriverError && error.nature === 'final') return refused(deviceId, error.message);
      throw error instanceof DriverError ? failed(error.message) : error;
    }
  };

type Foreseen = Omit<Preview, 'device_id'>;

const NOTHING: Foreseen = { files: [], plan: [], effect: 'noop', refusal: null };

const refused = (deviceId: string, refusal: string): Preview => ({
  device_id: deviceId,
  ...NOTHING,
  refusal,
});

const failed = (words: string): RpcError => new RpcError('handler_failed', words);

interface Asked {
  readonly deviceId: string;
  readonly current: LogicalDevice | undefined;
  readonly device: LogicalDevice | null;
}

async function preview(
  host: PreviewOptions['host'],
  driver: DeviceDriver,
  { deviceId, current, device }: Asked,
): Promise<Foreseen> {
  const wanted = device === null ? undefined : driver.desired(device);
  const before = current === undefined ? undefined : driver.desired(current);
  const [namespace, parts, files, refusal] = await Promise.all([
    host.hasNamespace(namespaceOf(driver, deviceId)),
    driver.peek(deviceId),
    driver.compare(deviceId, { current: before?.parts, wanted: wanted?.parts }),
    device === null ? undefined : driver.refusal(device),
  ]);
  const isRunning = driver.proof(parts).running !== undefined;
  const plan = foreseenPlan(driver, { namespace, wanted, parts });
  const changes = namespace && wanted ? portChanges(before?.ports ?? [], wanted.ports) : [];
  return {
    files: filesIn({ ...files, before: isRunning ? files.before : {} }),
    plan: [...changes, ...plannedSteps(plan)],
    effect: changes.length > 0 && howOf(plan) === 'noop' ? 'runtime' : howOf(plan),
    refusal: refusal ?? null,
  };
}

interface Seen {
  readonly namespace: boolean;
  readonly wanted: DesiredState | undefined;
  /** What the driver sees. */
  readonly parts: unknown;
}

/** Apart from changes of ports that are there. */
function foreseenPlan(driver: DeviceDriver, { namespace, wanted, parts }: Seen): DevicePlan {
  if (namespace && wanted !== undefined)
    return { ports: [], steps: driver.plan(wanted.parts, parts), removal: false };
  const ports = wanted?.ports.map(() => NOT_OBSERVED);
  return planDevice(driver, wanted, { namespace, ports, parts, proof: driver.proof(parts) });
}

function filesIn({ before, after }: ComparedFiles): Foreseen['files'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }));
}
