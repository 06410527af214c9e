import type { AmqpConnection, Topology } from '@lbaas/common/amqp';
import { type Lifecycle, type Logger, Outage, WakefulLoop, every } from '@lbaas/common/runtime';
import type { NotificationListener, RowOf, UnitOfWork } from '../persistence/index.ts';

export interface FormerQueuesOptions {
  readonly unitOfWork: UnitOfWork;
  readonly connection: Pick<AmqpConnection, 'connected' | 'withChannel'>;
  readonly topology: Topology;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly pollMs?: number;
}

const POLL_MS = 10_000;

interface FormerHost extends RowOf<'former_hosts'> {
  readonly isBack: boolean;
}

const FORMER_HOSTS = `
SELECT f.host, EXISTS (SELECT 1 FROM agents a WHERE a.host = f.host) AS "isBack" FROM former_hosts f ORDER BY f.host`;

const FORGET = 'DELETE FROM former_hosts WHERE host = $1';

/**
 * Removes the queues of agents that were deleted. A queue that is consumed belongs to an agent that lives, and stays
 * until its host is known again or it is consumed no longer. Each server may try: deleting a queue twice is no error.
 */
export class FormerQueues implements Lifecycle {
  readonly #options: FormerQueuesOptions;
  readonly #loop: WakefulLoop;

  constructor(options: FormerQueuesOptions) {
    const { notifications, logger, pollMs = POLL_MS } = options;
    this.#options = options;
    this.#loop = new WakefulLoop({
      name: 'queues of deleted agents',
      round: () => this.#round(),
      wakeOn: [every(pollMs), (wake) => notifications.on('lbaas_placement', wake)],
      outage: new Outage(logger, 'removing queues of deleted agents'),
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
    if (!connection.connected) return;
    const hosts = await unitOfWork.statements((tx) => tx.query<FormerHost>(FORMER_HOSTS));
    for (const { host, isBack } of hosts) {
      if (!isBack && !(await this.#removeQueue(host))) continue;
      await unitOfWork.statements((tx) => tx.query(FORGET, [host]));
    }
  }

  async #removeQueue(host: string): Promise<boolean> {
    const { connection, topology, logger } = this.#options;
    const queue = topology.agentQueue(host);
    try {
      await connection.withChannel((channel) => channel.deleteQueue(queue, { ifUnused: true }));
      logger.info({ agent: host, queue }, 'removed the queue of a deleted agent');
      return true;
    } catch (error) {
      logger.debug({ err: error, agent: host, queue }, 'the queue of a deleted agent stays');
      return false;
    }
  }
}
