import { DeadlineError, withDeadline } from '@lbaas/common/runtime';

/** away: it may come back by itself. The others: somebody has to change settings, ours or Keystone's. */
export type KeystoneFault = 'away' | 'login-refused' | 'not-allowed';

/** What is wrong with Keystone, or between it and us: callers cannot help it and may come again. */
export class KeystoneError extends Error {
  override readonly name = 'KeystoneError';
  readonly kind: KeystoneFault;

  constructor(kind: KeystoneFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** @throws KeystoneError when the work is not done in time, or what it threw */
export async function inTime<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await withDeadline('Keystone', ms, work);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new KeystoneError('away', `no answer within ${ms} ms`, { cause: error });
  }
}
