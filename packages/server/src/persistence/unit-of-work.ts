import { Backoff, sleep, traces } from '@lbaas/common/runtime';
import { ClientTx } from './client-tx.ts';
import { CommitNotifier } from './commit-notifier.ts';
import {
  ConstraintViolation,
  DatabaseUnavailable,
  OutOfSpace,
  ReadOnlyConnection,
  faultOf,
  isFull,
  isLockTimeout,
  meaningOfFault,
} from './database-errors.ts';
import { type ConnectionPool, LOCK_TIMEOUT_MS } from './connection-pool.ts';
import type { DiskSpace } from './disk-space.ts';
import type { Tx } from './tx.ts';
import { YoungConnections } from './young-connections.ts';

export type { QueryOptions, Tx } from './tx.ts';

export interface UnitOfWorkOptions {
  readonly pool: ConnectionPool;
  /** What a constraint violation means to the caller; undefined lets the violation through. */
  readonly translate?: (violation: ConstraintViolation) => Error | undefined;
  /** Runs work that needs a connection when it is the caller's turn. @default at once */
  readonly inTurn?: InTurn;
  /**
   * As long as callers wait: work that a lock keeps waiting runs again until then. @default once, for whoever comes
   * again by itself
   */
  readonly patienceMs?: number | undefined;
  /** Learns of writes that the disk of the database has no room for. */
  readonly diskSpace?: Pick<DiskSpace, 'isLacking' | 'refused'>;
}

/** Rejects before the work begins, after `withinMs` at the latest, or settles as the work does. */
type InTurn = <T>(work: () => Promise<T>, withinMs?: number) => Promise<T>;

const MAX_ATTEMPTS = 10;
const backoff = new Backoff({ baseMs: 5, capMs: 200, jitter: 1 });

/**
 * The only way to the database. Work may run several times (deadlocks, serialization failures), so it must not do
 * anything but query.
 */
export class UnitOfWork {
  readonly #connections: YoungConnections;
  readonly #notifier: CommitNotifier;
  readonly #translate: (violation: ConstraintViolation) => Error | undefined;
  readonly #inTurn: InTurn;
  readonly #patienceMs: number | undefined;
  readonly #diskSpace: UnitOfWorkOptions['diskSpace'];

  constructor({ pool, translate, inTurn, patienceMs, diskSpace }: UnitOfWorkOptions) {
    this.#connections = new YoungConnections(pool);
    this.#inTurn = inTurn ?? ((work) => work());
    this.#patienceMs = patienceMs;
    this.#diskSpace = diskSpace;
    this.#notifier = new CommitNotifier(pool);
    this.#translate = translate ?? (() => undefined);
  }

  /** @throws DatabaseUnavailable, ConstraintViolation or its translation, and whatever the work throws */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#untilAlone((leftMs) => this.#transaction(work, leftMs));
  }

  /**
   * Runs the work as transaction() does, and takes all of it back: nobody sees or hears of it. Locks are held until
   * then; sequences stay where they have got to.
   * @throws as transaction() does
   */
  rehearse<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#untilAlone((leftMs) => this.#transaction(work, leftMs, true));
  }

  /**
   * Without a transaction: each statement sees what is committed when it starts, and is committed when it ends.
   * @throws as transaction() does
   */
  statements<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#untilAlone((leftMs) => this.#statements(work, leftMs));
  }

  /** A write was refused for lack of room on the disk of the database, and there is none yet. */
  get isOutOfSpace(): boolean {
    return this.#diskSpace?.isLacking ?? false;
  }

  /**
   * A standby, a database that was set read-only, and one whose disk is full answer and are of no use.
   * @throws DatabaseUnavailable unless the database takes writes
   */
  async checkWritable(): Promise<void> {
    await this.statements(async (tx) => {
      const [row] = await tx.query<{ mode: string }>(
        `SELECT current_setting('transaction_read_only') AS mode`,
      );
      if (row?.mode === 'on') throw new ReadOnlyConnection('nothing can be written');
    });
    if (this.isOutOfSpace) {
      const cause = new OutOfSpace('the disk of the database is full');
      throw new DatabaseUnavailable(cause.message, { cause });
    }
  }

  async #untilAlone<T>(run: (leftMs?: number) => Promise<T>): Promise<T> {
    const leftMs = patience(this.#patienceMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run(leftMs());
      } catch (error) {
        if (!mayRunAgain(error, attempt, leftMs())) throw this.#meaningOf(error);
        await sleep(backoff.delayMs(attempt));
      }
    }
  }

  #statements<T>(work: (tx: Tx) => Promise<T>, leftMs: number | undefined): Promise<T> {
    return this.#withTx(leftMs, async (tx) => {
      const result = await settled(work, tx);
      this.#notifier.notify(tx.channels);
      return result;
    });
  }

  #transaction<T>(work: (tx: Tx) => Promise<T>, leftMs: number | undefined, isRehearsal = false): Promise<T> {
    const left = patience(leftMs);
    const run = async (tx: ClientTx): Promise<T> => {
      tx.send(beginSql(left()));
      try {
        const result = await work(tx);
        await tx.commit();
        // Triggers record events of every write, so any transaction may have left some.
        if (!isRehearsal) this.#notifier.notify(tx.channels.add('lbaas_events'));
        return result;
      } catch (error) {
        const cause = await tx.causeOf(error);
        if (!isUseless(cause)) await tx.rollBack();
        throw cause;
      }
    };
    return this.#withTx(leftMs, run, isRehearsal);
  }

  #withTx<T>(
    leftMs: number | undefined,
    work: (tx: ClientTx) => Promise<T>,
    isRehearsal = false,
  ): Promise<T> {
    return this.#inTurn(() => this.#onConnection(work, isRehearsal), leftMs);
  }

  async #onConnection<T>(work: (tx: ClientTx) => Promise<T>, isRehearsal: boolean): Promise<T> {
    const client = await this.#connections.take();
    let lost = false;
    const onError = (): void => {
      lost = true;
    };
    client.on('error', onError);
    try {
      return await work(new ClientTx(client, isRehearsal));
    } catch (error) {
      lost ||= isUseless(error);
      if (faultOf(error) === 'outdated') this.#connections.replaceAll();
      throw error;
    } finally {
      client.off('error', onError);
      client.release(lost);
    }
  }

  #meaningOf(error: unknown): unknown {
    if (isFull(error)) this.#diskSpace?.refused(error);
    const meaning = meaningOfFault(error);
    return meaning instanceof ConstraintViolation ? (this.#translate(meaning) ?? meaning) : meaning;
  }
}

async function settled<T>(work: (tx: ClientTx) => Promise<T>, tx: ClientTx): Promise<T> {
  try {
    const result = await work(tx);
    await tx.settle();
    return result;
  } catch (error) {
    throw await tx.causeOf(error);
  }
}

/** Counts down from now; undefined = nobody waits. */
function patience(forMs: number | undefined): () => number | undefined {
  if (forMs === undefined) return () => undefined;
  const end = performance.now() + forMs;
  return () => Math.max(0, end - performance.now());
}

/** One message, as each costs a system call. PostgreSQL takes 0 for no limit. */
const beginSql = (leftMs = LOCK_TIMEOUT_MS): string =>
  leftMs >= LOCK_TIMEOUT_MS ? 'BEGIN' : `BEGIN; SET LOCAL lock_timeout = ${Math.max(1, Math.ceil(leftMs))}`;

/** Of a connection that leads nowhere, or elsewhere, a younger one is tried once. */
function mayRunAgain(error: unknown, attempt: number, leftMs = 0): boolean {
  if (isLockTimeout(error)) return leftMs > 0 && traces.getStore()?.gone?.aborted !== true;
  const fault = faultOf(error);
  return (fault === 'conflict' && attempt < MAX_ATTEMPTS) || (fault === 'outdated' && attempt === 1);
}

/** The connection must not be used again. */
const isUseless = (error: unknown): boolean => ['lost', 'outdated'].includes(faultOf(error));
