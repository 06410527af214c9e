import { ApiError, refusalOf } from './api-error.ts';
import { type Query, queryText } from './query-text.ts';

export interface CallOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Called when the server lets the caller in no longer. */
let onUnauthorized: () => void = () => undefined;

export const whenUnauthorized = (then: () => void): void => {
  onUnauthorized = then;
};

/**
 * One call of the public API. The answer's shape is what the API's reference says of the path, hence the caller's type.
 * @throws ApiError in the API's words; status 0 when no answer came
 */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const answer = await send(method, path, options);
  const text = await answer.text();
  const body = text === '' ? undefined : parsed(text);
  if (answer.ok) return body as T;
  if (answer.status === 401 && path !== '/ui/session') onUnauthorized();
  throw refusalOf(answer, body);
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  try {
    return await fetch(path + queryText(options.query), {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        // A foreign site cannot send it: its request would need a preflight, which is never granted.
        'X-LBaaS-Page': '1',
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError({ status: 0, type: 'Unreachable', message: 'The server does not answer.' });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
