import { type Result, RpcError } from '@lbaas/common/contract';
import { withDeadline } from '@lbaas/common/runtime';
import type { Haproxy } from '../drivers/haproxy/index.ts';
import type { DesiredDevices, DeviceMemories, DeviceMemory } from '../reconcile/index.ts';

type Inspection = Result<'inspect_device'>;
export type InspectDevice = (deviceId: string) => Promise<Inspection>;

export interface InspectOptions {
  readonly desired: DesiredDevices;
  readonly memories: DeviceMemories;
  readonly haproxy: Pick<Haproxy, 'configText' | 'health'>;
}

/** Well within what the server waits for. */
const HEALTH_DEADLINE_MS = 500;

/** Everything that the agent knows of a device. @throws RpcError not_found */
export function deviceInspector({ desired, memories, haproxy }: InspectOptions): InspectDevice {
  return async (deviceId) => {
    const wanted = desired.get(deviceId);
    if (wanted === undefined) throw new RpcError('not_found', `device ${deviceId} is not on this host`);
    const { epoch, generation } = wanted.wanted === 'present' ? wanted.device : wanted;
    const memory = memories.of(deviceId);
    return {
      device_id: deviceId,
      epoch,
      desired_generation: generation,
      running: memory.pid !== undefined,
      haproxy_cfg: (await haproxy.configText(deviceId)) ?? null,
      ...fromMemory(memory),
      ...(memory.pid !== undefined ? await membersOf(deviceId, haproxy) : {}),
    };
  };
}

/** The rest is worth telling without it. */
async function membersOf(
  deviceId: string,
  haproxy: Pick<Haproxy, 'health'>,
): Promise<Pick<Inspection, 'members'>> {
  try {
    const reports = await withDeadline('health', HEALTH_DEADLINE_MS, () => haproxy.health(deviceId));
    return {
      members: reports.map(({ memberId, health, check }) => ({
        member_id: memberId,
        health,
        check: check ?? null,
      })),
    };
  } catch {
    return {};
  }
}

const fromMemory = (
  memory: DeviceMemory,
): Omit<
  Inspection,
  'device_id' | 'epoch' | 'desired_generation' | 'running' | 'haproxy_cfg' | 'members'
> => ({
  observed_generation: memory.confirmed?.generation ?? memory.lastReport?.observedGeneration ?? 0,
  last_plan: memory.lastPlan.map(({ step, reason }) => ({ step, reason: reason ?? null })),
  last_how: memory.lastHow ?? null,
  last_error: memory.lastError ?? null,
  last_applied_at: memory.lastAppliedAt?.toISOString() ?? null,
  reloads: memory.reloads,
  starts: memory.starts,
});
