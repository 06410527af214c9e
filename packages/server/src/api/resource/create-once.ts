import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Tx } from '../../persistence/index.ts';
import type { Writes } from '../../usecases/dry-run/index.ts';
import { apiError } from '../../usecases/errors.ts';
import { type KeyedRequest, claimKey, storeAnswer } from '../../usecases/idempotency.ts';
import { Answer, type Call } from '../http/call.ts';

const REPLAYED = { 'idempotency-replayed': 'true' };

type Body = Readonly<Record<string, unknown>>;

export interface Creation {
  /** Path of the collection, with the ids that are in it and the prefix of the dialect. */
  readonly path: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Runs in a transaction that may be repeated; resolves to its last question, whose answer is the body. */
  readonly work: (tx: Tx) => Promise<() => Promise<Body>>;
}

/**
 * Runs a POST that creates. With an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) only once: a repeat
 * within a day is answered as the first one was. Key, answer and objects are of one transaction, so a refusal leaves
 * the key free, and of two at once the second waits for the first.
 * @throws ApiError HTTPBadRequest (malformed key), IdempotencyKeyReused, and what the work throws
 */
export async function createOnce(
  writes: Writes,
  call: Call,
  { path, status, work }: Creation,
): Promise<Answer<Body>> {
  const key = keyOf(call.headers);
  if (key === undefined)
    return new Answer(await writes.transaction(async (tx) => tx.finish(await work(tx))), {});
  const request = keyedRequest(call, path, key);
  return writes.transaction(async (tx) => {
    const known = await claimKey(tx, request);
    if (known !== undefined) return new Answer(JSON.parse(known.body) as Body, REPLAYED);
    const ask = await work(tx);
    const body = await ask();
    storeAnswer(tx, request, { status, body: JSON.stringify(body) });
    return new Answer(body, {});
  });
}

/** Who may see more is shown more: an answer is not for somebody who has another role now. */
function keyedRequest({ context, body }: Call, path: string, key: string): KeyedRequest {
  const { projectId, userId = '', isAdmin } = context;
  const request = ['POST', path, isAdmin ? 'admin' : 'tenant', textOf(body)].join('\n');
  const fingerprint = createHash('sha256').update(request).digest('hex');
  return { projectId, userId, key, fingerprint };
}

/** What is not an attribute is ignored, but may be nested deeper than can be walked. */
function textOf(body: unknown): string {
  try {
    return canonicalJson(body);
  } catch {
    throw apiError('MalformedRequestBody', { reason: 'it is nested too deeply' });
  }
}

/** Printable ASCII, which is all that a structured string (RFC 8941) can hold. */
const KEY = /^[\x20-\x7e]{1,255}$/;
const QUOTED = /^"(?:[^"\\]|\\["\\])*"$/;

/** With the quotes of the draft or without: many clients leave them out. @throws ApiError HTTPBadRequest */
export function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  const text = String(header).trim();
  const key = text.startsWith('"') ? unquoted(text) : text;
  if (KEY.test(key)) return key;
  throw apiError('HTTPBadRequest', { reason: 'Idempotency-Key takes 1 to 255 printable ASCII characters' });
}

const unquoted = (text: string): string =>
  QUOTED.test(text) ? text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : '';

/** The same text for values that are equal as JSON, whatever the order of their members. */
const canonicalJson = (value: unknown): string => JSON.stringify(value, sorted) ?? '';

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
