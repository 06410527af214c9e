import { type Result, RpcError, type RpcErrorCode, filesOf } from '@lbaas/common/contract';

export type Inspection = Result<'inspect_device'>;

/** Asks the agent of a host what it knows of a device, within a short deadline. @throws RpcError */
export type InspectDevice = (host: string, deviceId: string) => Promise<Inspection>;

/** What an agent says now; `reachable` without a `device` when it answers that it has none. */
export interface AgentAnswer {
  readonly host: string | null;
  readonly reachable: boolean;
  /** Why there is no `device`. */
  readonly reason: string | null;
  readonly device: Omit<Inspection, 'device_id' | 'members' | 'traffic' | 'namespace'> | null;
}

export interface AskedAgent {
  readonly answer: AgentAnswer;
  /** What HAProxy says of them now; none when nobody has answered. */
  readonly members: NonNullable<Inspection['members']>;
  /** What has passed through a router; undefined when nobody has said so. */
  readonly traffic: Inspection['traffic'];
  /** Of the device, on its host; undefined when nobody has said so. */
  readonly namespace: string | undefined;
}

/**
 * Never throws what a silent agent or a lost broker would: that is an answer too.
 * @param host of the agent, or why there is none to ask
 */
export async function askAgent(
  inspect: InspectDevice,
  host: string | { readonly reason: string },
  deviceId: string,
): Promise<AskedAgent> {
  if (typeof host !== 'string') {
    return withoutDevice({ host: null, reachable: false, reason: host.reason });
  }
  try {
    const { device_id: _, members = [], traffic, namespace, ...device } = await inspect(host, deviceId);
    const answer = {
      host,
      reachable: true,
      reason: null,
      device: { draining: [], ...device, files: filesOf(device) },
    };
    return { answer, members, traffic, namespace };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const silence = SILENCE[error.code];
    return silence === undefined
      ? withoutDevice({ host, reachable: true, reason: error.message })
      : withoutDevice({ host, reachable: false, reason: silence(host) });
  }
}

const withoutDevice = (answer: Omit<AgentAnswer, 'device'>): AskedAgent => ({
  answer: { ...answer, device: null },
  members: [],
  traffic: undefined,
  namespace: undefined,
});

/** The codes of a call that nobody has answered. */
const SILENCE: Partial<Record<RpcErrorCode, (host: string) => string>> = {
  disconnected: () => 'the message broker is unreachable',
  timeout: (host) => `agent ${host} does not answer`,
  unroutable: (host) => `agent ${host} has no queue on the message broker`,
};
