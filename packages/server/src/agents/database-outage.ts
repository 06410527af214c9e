import { RetryLater } from '@lbaas/common/amqp';
import { RpcError } from '@lbaas/common/contract';
import { DatabaseUnavailable } from '../persistence/index.ts';

/** A cast that came while the database was away stays on its queue and comes again after this. */
const RETRY_AFTER_MS = 1000;

/** Work on a cast: while the database is away the message waits on its queue. @throws RetryLater */
export async function retriedWithDatabase(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error;
    throw new RetryLater(error.message, RETRY_AFTER_MS, { cause: error });
  }
}

/** Work on a call: while the database is away the agent gets an error, and asks again. @throws RpcError */
export async function refusedWithoutDatabase<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error;
    throw new RpcError('handler_failed', error.message, { cause: error });
  }
}
