import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import { RpcError } from '@lbaas/common/contract';
import type { Lifecycle, Logger } from '@lbaas/common/runtime';
import type { NotificationListener, Tx, UnitOfWork } from '../persistence/index.ts';

export interface AgentUpdatesOptions {
  readonly unitOfWork: UnitOfWork;
  readonly rpc: Pick<RpcClient, 'cast'>;
  readonly connection: Pick<AmqpConnection, 'connected' | 'onConnected'>;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly pollMs?: number;
}

interface Update {
  readonly id: string;
  readonly host: string;
  readonly admin_state_up: boolean;
}

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
 * Tells agents their administrative state: like devices, agents are their own outbox. A row whose told state differs
 * is marked and committed before the cast, and marked back when the cast fails. An agent without a queue has never
 * connected; it learns its state when it does.
 */
export class AgentUpdates implements Lifecycle {
  readonly #options: Required<AgentUpdatesOptions>;
  #poll: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void)[] = [];
  #working: Promise<void> | undefined;
  #again = false;

  constructor(options: AgentUpdatesOptions) {
    this.#options = { pollMs: 2000, ...options };
  }

  start(): void {
    if (this.#poll !== undefined) return;
    const { notifications, connection, pollMs } = this.#options;
    this.#poll = setInterval(() => this.wake(), pollMs);
    this.#unsubscribe = [
      notifications.on('lbaas_placement', () => this.wake()),
      connection.onConnected(() => this.wake()),
    ];
    this.wake();
  }

  async stop(): Promise<void> {
    clearInterval(this.#poll);
    this.#poll = undefined;
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    await this.#working;
  }

  wake(): void {
    this.#again = true;
    if (this.#working !== undefined || this.#poll === undefined) return;
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      if (this.#again) this.wake();
    });
  }

  async #work(): Promise<void> {
    const { unitOfWork, connection, logger } = this.#options;
    this.#again = false;
    if (!connection.connected) return;
    try {
      const updates = await unitOfWork.statements((tx) => tx.query<Update>(CLAIM_UPDATES));
      await Promise.all(updates.map((update) => this.#tell(update)));
    } catch (error) {
      logger.warn({ err: error }, 'agents are not told their state');
    }
  }

  async #tell({ id, host, admin_state_up }: Update): Promise<void> {
    const { unitOfWork, rpc, logger } = this.#options;
    try {
      await rpc.cast({ agent: host }, 'agent_updated', { admin_state_up });
      logger.info({ agent: host, admin_state_up }, 'agent told its state');
    } catch (error) {
      if (error instanceof RpcError && error.code === 'unroutable') return;
      logger.warn({ err: error, agent: host }, 'agent not told its state');
      await unitOfWork.statements((tx: Tx) => tx.query(RETURN_UPDATE, [id, admin_state_up]));
    }
  }
}
