import { randomUUID } from 'node:crypto';
import type { AgentId } from '@lbaas/common/domain';
import { type Lifecycle, type Logger, Outage, WakefulLoop, every, inRequest } from '@lbaas/common/runtime';
import { isHeldSql } from '../devices/index.ts';
import { type RowOf, type UnitOfWork, tryLock } from '../persistence/index.ts';
import type { Moved, Mover } from './mover.ts';

export interface DrainKeeperOptions {
  readonly unitOfWork: Pick<UnitOfWork, 'transaction' | 'statements'>;
  readonly mover: Pick<Mover, 'moveBatch'>;
  readonly logger: Logger;
  /** After so long what is left is moved at once. */
  readonly deadlineMs: number;
  readonly pollMs?: number;
}

const POLL_MS = 500;
/** Devices that one round looks at. */
const BATCH = 100;
const WHY = 'its host is drained';

/** Any number that no other advisory lock of the project uses. */
const DRAIN_LOCK = 4_815_008;

/**
 * Agents that are drained and have devices left. `isBusy`: a device that was moved off the host is not shown by the
 * next one yet, and that has not failed with it either.
 */
const READ_DRAINED = `
SELECT a.id, a.host, a.drain_at < clock_timestamp() - $1::float8 * interval '1 ms' AS "isLate", EXISTS (
    SELECT 1 FROM placements p WHERE p.moved_from = a.host AND p.created_at >= a.drain_at AND p.wanted = 'present'
      AND p.observed_generation = 0 AND p.failed_generation = 0) AS "isBusy"
FROM agents a
WHERE a.drain_at IS NOT NULL AND a.deleted_at IS NULL
  AND EXISTS (SELECT 1 FROM placements p WHERE p.agent_id = a.id AND ${isHeldSql('p')})
ORDER BY a.id`;

const LOCK_DRAINED =
  'SELECT 1 FROM agents WHERE id = $1 AND drain_at IS NOT NULL AND deleted_at IS NULL FOR NO KEY UPDATE';

interface Drained extends Pick<RowOf<'agents'>, 'host'> {
  readonly id: AgentId;
  readonly isLate: boolean;
  readonly isBusy: boolean;
}

/**
 * Moves the devices of agents that are drained, one by one: the next one when the one before is shown elsewhere. After
 * the deadline what is left goes at once. What nobody else can take stays, and is tried again.
 */
export class DrainKeeper implements Lifecycle {
  readonly #options: DrainKeeperOptions;
  readonly #loop: WakefulLoop;

  constructor(options: DrainKeeperOptions) {
    const { logger, pollMs = POLL_MS } = options;
    this.#options = options;
    this.#loop = new WakefulLoop({
      name: 'drains',
      round: () => this.#round(),
      wakeOn: [every(pollMs)],
      outage: new Outage(logger, 'draining'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<void> {
    const { unitOfWork, deadlineMs } = this.#options;
    const drained = await unitOfWork.statements((tx) => tx.query<Drained>(READ_DRAINED, [deadlineMs]));
    for (const agent of drained) if (agent.isLate || !agent.isBusy) await this.#moveSome(agent);
  }

  async #moveSome(agent: Drained): Promise<void> {
    const requestId = `req-${randomUUID()}`;
    const moved = await this.#move(agent, requestId);
    for (const { deviceId, host } of moved?.moved ?? []) {
      const about = { device: deviceId, from: agent.host, agent: host };
      inRequest(requestId, () => this.#options.logger.info(about, 'device moved off a drained agent'));
    }
  }

  /** undefined when another server is at it, or the drain has been ended. */
  #move({ id, host, isLate }: Drained, requestId: string): Promise<Moved | undefined> {
    const { unitOfWork, mover } = this.#options;
    return unitOfWork.transaction(async (tx) => {
      if (!(await tryLock(tx, DRAIN_LOCK)) || (await tx.query(LOCK_DRAINED, [id])).length === 0)
        return undefined;
      const away = { from: { agentId: id, host }, why: WHY, isFenced: false, requestId };
      return mover.moveBatch(tx, away, { after: undefined, limit: BATCH, take: isLate ? BATCH : 1 });
    });
  }
}
