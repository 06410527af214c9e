import type { RpcClient } from '@lbaas/common/amqp';
import type { Args } from '@lbaas/common/contract';
import type { Logger } from '@lbaas/common/runtime';

export interface HeartbeatEchoesOptions {
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly logger: Logger;
}

type Beat = Pick<Args<'report_state'>, 'host' | 'run_id' | 'echo'>;

interface Told {
  /** The lease that the agent is to hold; null = none. */
  readonly leaseS: number | null;
  /** Of the database. */
  readonly historyId?: string;
  /** By its clock, when it had the heartbeat. */
  readonly now?: Date;
}

/** The next heartbeat has an echo of its own. */
const DEADLINE_MS = 2000;

/** Answers heartbeats by the queue of the agent, on the way of everything else that is sent to it. */
export class HeartbeatEchoes {
  readonly #options: HeartbeatEchoesOptions;

  constructor(options: HeartbeatEchoesOptions) {
    this.#options = options;
  }

  /**
   * Not waited for: an echo that cannot be sent is one that the agent does not name.
   */
  send({ host, run_id, echo }: Beat, { leaseS, historyId, now }: Told): void {
    if (echo === undefined) return;
    const { rpc, logger } = this.#options;
    const args = {
      run_id,
      beat: echo.beat,
      lease_seconds: leaseS,
      ...(historyId && { history_id: historyId }),
      ...(now && { now: now.toISOString() }),
    };
    rpc
      .cast({ agent: host }, 'echo_heartbeat', args, { deadlineMs: DEADLINE_MS })
      .catch((error: unknown) => logger.debug({ err: error, agent: host }, 'heartbeat not echoed'));
  }
}
