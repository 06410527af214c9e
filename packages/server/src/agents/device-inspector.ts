import type { RpcClient } from '@lbaas/common/amqp';
import type { Args, Result } from '@lbaas/common/contract';

/** Somebody waits for the answer: an agent that is busy for longer counts as silent. */
const INSPECT_DEADLINE_MS = 1000;

/** Asks the agent of a host what it knows of a device. @throws RpcError */
export const deviceInspector =
  (rpc: Pick<RpcClient, 'call'>) =>
  (host: string, deviceId: string): Promise<Result<'inspect_device'>> =>
    rpc.call({ agent: host }, 'inspect_device', { device_id: deviceId }, { deadlineMs: INSPECT_DEADLINE_MS });

/** HAProxy reads the text once more for it. */
const PREVIEW_DEADLINE_MS = 5000;

/** Asks the agent of a host what it would do for a device. @throws RpcError */
export const devicePreviewer =
  (rpc: Pick<RpcClient, 'call'>) =>
  (host: string, asked: Args<'preview_device'>): Promise<Result<'preview_device'>> =>
    rpc.call({ agent: host }, 'preview_device', asked, { deadlineMs: PREVIEW_DEADLINE_MS });
