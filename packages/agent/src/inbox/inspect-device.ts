import { type Result, RpcError } from '@lbaas/common/contract';
import type { Haproxy } from '../haproxy/index.ts';
import type { DesiredDevices, DeviceMemories, DeviceMemory } from '../reconcile/index.ts';

type Inspection = Result<'inspect_device'>;
export type InspectDevice = (deviceId: string) => Promise<Inspection>;

export interface InspectOptions {
  readonly desired: DesiredDevices;
  readonly memories: DeviceMemories;
  readonly haproxy: Pick<Haproxy, 'configText'>;
}

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
      running: memory.running,
      haproxy_cfg: (await haproxy.configText(deviceId)) ?? null,
      ...fromMemory(memory),
    };
  };
}

const fromMemory = (
  memory: DeviceMemory,
): Omit<Inspection, 'device_id' | 'epoch' | 'desired_generation' | 'running' | 'haproxy_cfg'> => ({
  observed_generation: memory.confirmed?.generation ?? memory.lastReport?.observedGeneration ?? 0,
  last_plan: memory.lastPlan.map(({ step, reason }) => ({ step, reason: reason ?? null })),
  last_how: memory.lastHow ?? null,
  last_error: memory.lastError ?? null,
  last_applied_at: memory.lastAppliedAt?.toISOString() ?? null,
  reloads: memory.reloads,
  starts: memory.starts,
});
