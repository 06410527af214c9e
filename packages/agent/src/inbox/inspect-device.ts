import { type Result, RpcError, fieldsOfFiles } from '@lbaas/common/contract';
import { withDeadline } from '@lbaas/common/runtime';
import { type DeviceDriver, type DrainingMember, type DriverTable, namespaceOf } from '../drivers/index.ts';
import type { DesiredDevice, DesiredDevices, DeviceMemories, DeviceMemory } from '../reconcile/index.ts';

type Inspection = Result<'inspect_device'>;
export type InspectDevice = (deviceId: string) => Promise<Inspection>;

export interface InspectOptions {
  readonly desired: DesiredDevices;
  readonly memories: DeviceMemories;
  readonly drivers: DriverTable;
}

/** Well within what the server waits for. */
const FIGURES_DEADLINE_MS = 500;

/** Everything that the agent knows of a device. @throws RpcError not_found */
export function deviceInspector({ desired, memories, drivers }: InspectOptions): InspectDevice {
  return async (deviceId) => {
    const wanted = desired.get(deviceId);
    if (wanted === undefined) throw new RpcError('not_found', `device ${deviceId} is not on this host`);
    const { epoch, generation } = wanted.wanted === 'present' ? wanted.device : wanted;
    const memory = memories.of(deviceId);
    const candidates = driversOf(wanted, drivers);
    const files = await Promise.all(candidates.map((driver) => driver.inspect(deviceId)));
    return {
      device_id: deviceId,
      epoch,
      desired_generation: generation,
      running: memory.running !== undefined,
      ...(wanted.wanted === 'present' ? namespaceIn(candidates, deviceId) : {}),
      ...fieldsOfFiles(Object.assign({}, ...files)),
      ...fromMemory(memory),
      ...(memory.running !== undefined ? await membersOf(deviceId, candidates) : {}),
      ...(memory.running !== undefined ? await trafficOf(deviceId, candidates) : {}),
    };
  };
}

/** A device that must go does not say which driver has run it. */
function driversOf(wanted: DesiredDevice, drivers: DriverTable): readonly DeviceDriver[] {
  if (wanted.wanted === 'absent') return drivers.all;
  const driver = drivers.of(wanted.device);
  return driver === undefined ? [] : [driver];
}

const namespaceIn = ([driver]: readonly DeviceDriver[], deviceId: string): Pick<Inspection, 'namespace'> =>
  driver === undefined ? {} : { namespace: namespaceOf(driver, deviceId) };

/** The other facts are worth having without the members. */
async function membersOf(
  deviceId: string,
  drivers: readonly DeviceDriver[],
): Promise<Pick<Inspection, 'members' | 'draining'>> {
  try {
    const figures = await withDeadline('figures', FIGURES_DEADLINE_MS, () =>
      Promise.all(drivers.map((driver) => driver.figures(deviceId, undefined))),
    );
    const reports = figures.flatMap(({ health }) => health);
    return {
      members: reports.map(({ memberId, health, check }) => ({
        member_id: memberId,
        health,
        check: check ?? null,
      })),
      draining: figures.flatMap(({ draining = [] }) => draining.map(drainingArgs)),
    };
  } catch {
    return {};
  }
}

const drainingArgs = ({ poolId, memberId, sessions, endsInMs }: DrainingMember) => ({
  pool_id: poolId,
  member_id: memberId,
  sessions,
  ends_in_s: Math.ceil(endsInMs / 1_000),
});

async function trafficOf(
  deviceId: string,
  drivers: readonly DeviceDriver[],
): Promise<Pick<Inspection, 'traffic'>> {
  const all = await Promise.all(drivers.map((driver) => driver.traffic(deviceId)));
  const traffic = all.find((each) => each !== undefined);
  if (traffic === undefined) return {};
  const { floatingIps, ...passed } = traffic;
  const floating_ips = [...floatingIps].map(([address, of]) => ({ floating_ip_address: address, ...of }));
  return { traffic: { ...passed, floating_ips } };
}

type Remembered = Pick<
  Inspection,
  'observed_generation' | 'last_plan' | 'last_how' | 'last_error' | 'last_applied_at' | 'reloads' | 'starts'
>;

const fromMemory = (memory: DeviceMemory): Remembered => ({
  observed_generation: memory.confirmed?.generation ?? memory.lastReport?.observedGeneration ?? 0,
  last_plan: memory.lastPlan.map(({ step, reason }) => ({ step, reason: reason ?? null })),
  last_how: memory.lastHow ?? null,
  last_error: memory.lastError ?? null,
  last_applied_at: memory.lastAppliedAt?.toISOString() ?? null,
  reloads: memory.reloads,
  starts: memory.starts,
});
