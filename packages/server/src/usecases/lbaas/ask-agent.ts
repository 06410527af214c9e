import { type Result, RpcError, type RpcErrorCode } from '@lbaas/common/contract';

export type Inspection = Result<'inspect_device'>;

/** Asks the agent of a host what it knows of a device, within a short deadline. @throws RpcError */
export type InspectDevice = (host: string, deviceId: string) => Promise<Inspection>;

/** What an agent says now; `reachable` without a `device` when it answers that it has none. */
export interface AgentAnswer {
  readonly host: string | null;
  readonly reachable: boolean;
  /** Why there is no `device`. */
  readonly reason: string | null;
  readonly device: Omit<Inspection, 'device_id'> | null;
}

/** Never throws what a silent agent or a lost broker would: that is an answer too. */
export async function askAgent(
  inspect: InspectDevice,
  host: string | null,
  deviceId: string,
): Promise<AgentAnswer> {
  if (host === null) {
    return { host, reachable: false, reason: 'the pool is not placed on an agent', device: null };
  }
  try {
    const { device_id: _, ...device } = await inspect(host, deviceId);
    return { host, reachable: true, reason: null, device };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const silence = SILENCE[error.code];
    if (silence === undefined) return { host, reachable: true, reason: error.message, device: null };
    return { host, reachable: false, reason: silence(host), device: null };
  }
}

/** The codes of a call that nobody has answered. */
const SILENCE: Partial<Record<RpcErrorCode, (host: string) => string>> = {
  disconnected: () => 'the message broker is unreachable',
  timeout: (host) => `agent ${host} does not answer`,
  unroutable: (host) => `agent ${host} has no queue on the message broker`,
};
