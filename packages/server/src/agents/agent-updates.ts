import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import { RpcError } from '@lbaas/common/contract';
import { type Lifecycle, type Logger, Outage, WakefulLoop, every } from '@lbaas/common/runtime';
import type { NotificationListener, RowOf, Tx, UnitOfWork } from '../persistence/index.ts';

export interface AgentUpdatesOptions {
  readonly unitOfWork: UnitOfWork;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'obstacle' | 'onConnected'>;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly pollMs?: number;
}

const POLL_MS = 2000;

type Update = Pick<RowOf<'agents'>, 'id' | 'host' | 'admin_state_up'>;

const CLAIM_UPDATES = `
UPDATE agents a SET told_admin_state_up = a.admin_state_up
FROM (
  SELECT id FROM agents WHERE told_admin_state_up IS DISTINCT FROM admin_state_up FOR UPDATE SKIP LOCKED
) due
WHERE a.id = due.id
RETURNING a.id, a.host, a.admin_state_up`;

const RETURN_UPDATE = `
UPDATE agents SET told_admin_state_up = NOT $2::boolean WHERE id = $1 AND admin_state_up = $2 AND told_admin_state_up = $2`;

/**
 * Notifies agents of their administrative state: like devices, agents are their own outbox. A row whose sent state
 * differs is marked and committed before the cast, and marked back when the cast fails. An agent without a queue has
 * never connected; it learns its state when it does.
 */
export class AgentUpdates implements Lifecycle {
  readonly #options: AgentUpdatesOptions;
  readonly #loop: WakefulLoop;

  constructor(options: AgentUpdatesOptions) {
    const { notifications, connection, logger, pollMs = POLL_MS } = options;
    this.#options = options;
    this.#loop = new WakefulLoop({
      name: 'agent updates',
      round: () => this.#round(),
      wakeOn: [
        every(pollMs),
        (wake) => notifications.on('lbaas_placement', wake),
        (wake) => connection.onConnected(wake),
      ],
      outage: new Outage(logger, 'updating agents'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<void> {
    const { unitOfWork, connection } = this.#options;
    if (connection.obstacle !== undefined) return;
    const updates = await unitOfWork.statements((tx) => tx.query<Update>(CLAIM_UPDATES));
    await Promise.all(updates.map((update) => this.#tell(update)));
  }

  async #tell({ id, host, admin_state_up }: Update): Promise<void> {
    const { unitOfWork, rpc, logger } = this.#options;
    try {
      await rpc.cast({ agent: host }, 'agent_updated', { admin_state_up });
      logger.info({ agent: host, admin_state_up }, 'agent notified of its state');
    } catch (error) {
      if (error instanceof RpcError && error.code === 'unroutable') return;
      logger.warn({ err: error, agent: host }, 'agent not notified of its state');
      await unitOfWork.statements((tx: Tx) => tx.query(RETURN_UPDATE, [id, admin_state_up]));
    }
  }
}
