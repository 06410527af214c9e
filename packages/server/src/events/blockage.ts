import type { Logger } from '@lbaas/common/runtime';
import type { Tx, UnitOfWork } from '../persistence/index.ts';

/** The oldest transaction of this database, or of none that is known, that has written and has not ended. */
const READ_BLOCKER = `
SELECT b.pid, b.usename AS "user", b.application_name AS application, b.state, host(b.client_addr) AS client,
  extract(epoch FROM clock_timestamp() - b.xact_start)::float8 AS "ageS", x.transaction, prepared.gid AS prepared
FROM (SELECT xid8::xid AS transaction, xid8 FROM pg_snapshot_xip(pg_current_snapshot()) xid8) x
LEFT JOIN pg_stat_activity b ON b.backend_xid = x.transaction
LEFT JOIN pg_prepared_xacts prepared ON prepared.transaction = x.transaction
WHERE b.datname IS NULL OR b.datname = current_database()
ORDER BY x.xid8 LIMIT 1`;

interface BlockerRow {
  /** null for a prepared transaction, which no process works on. */
  readonly pid: number | null;
  readonly prepared: string | null;
  readonly user: string | null;
  readonly application: string | null;
  /** What follows is shown to those who may see it: members of the role, or of pg_read_all_stats. */
  readonly state: string | null;
  readonly client: string | null;
  readonly ageS: number | null;
}

export interface BlockageOptions {
  readonly unitOfWork: UnitOfWork;
  readonly logger: Logger;
  /** How long events may wait for one transaction. */
  readonly patienceMs: number;
}

/** What a look at the events has found: whether some are committed and cannot be sent yet, and up to where they can. */
export interface Waiting {
  readonly floor: number;
  readonly isHiding: boolean;
}

/** Says who it is, once, when events wait for long for the same transaction, and when they are sent again. */
export class Blockage {
  readonly #options: BlockageOptions;
  #floor: number | undefined;
  #sinceMs = 0;
  #isLogged = false;

  constructor(options: BlockageOptions) {
    this.#options = options;
  }

  /** To be called with each look at the events. @throws DatabaseUnavailable */
  async note({ floor, isHiding }: Waiting): Promise<void> {
    const nowMs = performance.now();
    if (!isHiding || floor !== this.#floor) {
      this.#end();
      this.#floor = floor;
      this.#sinceMs = nowMs;
    } else if (!this.#isLogged && nowMs - this.#sinceMs >= this.#options.patienceMs) {
      this.#isLogged = true;
      await this.#tell((nowMs - this.#sinceMs) / 1000);
    }
  }

  #end(): void {
    if (this.#isLogged) this.#options.logger.info('events are sent again');
    this.#isLogged = false;
  }

  async #tell(waitingS: number): Promise<void> {
    const { unitOfWork, logger } = this.#options;
    const blocker = await unitOfWork.statements(readBlocker);
    const about = { waiting_s: Math.round(waitingS), blocker };
    logger.warn(about, 'events wait for a transaction that has written and does not end');
  }
}

/** What is known of it, for the log. */
async function readBlocker(tx: Tx): Promise<object> {
  const [row] = await tx.query<BlockerRow>(READ_BLOCKER);
  if (row === undefined) return {};
  const { ageS, ...known } = row;
  const facts = { ...known, age_s: ageS === null ? null : Math.round(ageS) };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}
