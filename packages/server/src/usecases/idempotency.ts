import { type RowOf, StaleRead, type Tx } from '../persistence/index.ts';
import { apiError } from './errors.ts';

/** A request that the client may send again with the same key. */
export interface KeyedRequest {
  readonly projectId: string;
  /** Empty where the authentication knows no users. */
  readonly userId: string;
  readonly key: string;
  /** Equal for equal requests. */
  readonly fingerprint: string;
}

export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
}

/** How long an answer is given again. */
export const KEY_LIFETIME_S = 24 * 3600;

/**
 * Waits until a request with the same key is committed or rolled back. A row comes back when the key is new, has been
 * given up by a rollback, or is too old to count.
 */
const CLAIM_KEY = `
INSERT INTO idempotency_keys AS known (project_id, user_id, key, fingerprint) VALUES ($1, $2, $3, $4)
ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE
SET fingerprint = excluded.fingerprint, status = NULL, body = NULL, created_at = now()
WHERE known.created_at < now() - ${KEY_LIFETIME_S} * interval '1 s'
RETURNING 1`;

const KNOWN = `
SELECT fingerprint, status, body FROM idempotency_keys WHERE project_id = $1 AND user_id = $2 AND key = $3`;

type KnownRow = Pick<RowOf<'idempotency_keys'>, 'fingerprint' | 'status' | 'body'>;

/**
 * The first statement of a create that has a key. Undefined: nobody else has done the work, nor can until the end of
 * this transaction; otherwise what the first one was answered.
 * @throws ApiError IdempotencyKeyReused
 */
export async function claimKey(tx: Tx, request: KeyedRequest): Promise<StoredAnswer | undefined> {
  const { projectId, userId, key, fingerprint } = request;
  const claimed = await tx.query(CLAIM_KEY, [projectId, userId, key, fingerprint]);
  if (claimed.length > 0) return undefined;
  const [known] = await tx.query<KnownRow>(KNOWN, [projectId, userId, key]);
  if (known === undefined) throw new StaleRead('an idempotency key has just expired');
  if (known.fingerprint !== fingerprint) throw apiError('IdempotencyKeyReused');
  return answerOf(known);
}

/** The transaction that takes a key also writes its answer: a row that is committed has it. */
function answerOf({ status, body }: KnownRow): StoredAnswer {
  if (status === null || body === null) throw new StaleRead('an idempotency key has no answer');
  return { status, body };
}

const STORE_ANSWER = `
UPDATE idempotency_keys SET status = $4, body = $5 WHERE project_id = $1 AND user_id = $2 AND key = $3`;

/** The last statement: the answer is known from the moment at which its work counts. */
export function storeAnswer(tx: Tx, { projectId, userId, key }: KeyedRequest, answer: StoredAnswer): void {
  tx.send(STORE_ANSWER, [projectId, userId, key, answer.status, answer.body]);
}
