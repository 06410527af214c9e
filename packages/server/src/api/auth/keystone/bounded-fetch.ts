import { type Dispatcher, type Headers, type RequestInit, type Response, fetch } from 'undici';
import { KeystoneError } from './keystone-error.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when it is none. */
  readonly body: unknown;
}

/** A document of a token with many roles is below 100 KB. */
const MAX_BODY_BYTES = 1_048_576;

/** What a connection that the other end has given up in the meantime ends with. */
const STALE = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Through which connections is said each time. */
export interface BoundedRequest extends RequestInit {
  readonly dispatcher: Dispatcher;
}

/**
 * One request and its whole answer, whatever its status. A redirect is an answer like any other: credentials are sent
 * to no other place. The signal of `init` sets the deadline.
 * @throws KeystoneError when there is no answer
 */
export async function boundedFetch(url: string, init: BoundedRequest): Promise<Answer> {
  try {
    const response = await onceMore(() => fetch(url, { ...init, redirect: 'manual' }));
    return { status: response.status, headers: response.headers, body: parse(await readBody(response)) };
  } catch (error) {
    throw new KeystoneError('away', reasonOf(error), { cause: error });
  }
}

/** A connection from the pool may have been closed a moment ago; none of our requests does harm when it comes twice. */
async function onceMore(request: () => Promise<Response>): Promise<Response> {
  try {
    return await request();
  } catch (error) {
    if (!STALE.has(codeOf(error) ?? '')) throw error;
    return request();
  }
}

async function readBody({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error('its answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch says "fetch failed" to everything; what happened is in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  return text === '' ? (codeOf(error) ?? 'no connection') : text;
}

function codeOf(error: unknown): string | undefined {
  const { cause } = error as { readonly cause?: { readonly code?: string } };
  return cause?.code;
}
