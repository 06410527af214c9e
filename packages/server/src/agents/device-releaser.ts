import type { RpcClient } from '@lbaas/common/amqp';

/** Somebody waits for it. */
const DEADLINE_MS = 2000;

/** Tells the agent of a host that an administrator has decided about a device that it keeps. @throws RpcError */
export const deviceReleaser =
  (rpc: Pick<RpcClient, 'cast'>) =>
  (host: string, deviceId: string): Promise<void> =>
    rpc.cast({ agent: host }, 'release_device', { device_id: deviceId }, { deadlineMs: DEADLINE_MS });
