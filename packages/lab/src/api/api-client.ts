import { type IncomingHttpHeaders, request } from 'node:http';

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; undefined when the answer has no body. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

const DEADLINE_MS = 15_000;

/**
 * One request on its own connection: with a kept connection it could fail because the server was just killed and
 * restarted.
 * @throws Error when no complete answer comes
 */
export function requestApi(base: string, { method, path, body, headers }: ApiRequest): Promise<ApiAnswer> {
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const json = payload === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const options = { method, agent: false, timeout: DEADLINE_MS, headers: { ...json, ...headers } };
    const call = request(new URL(path, base), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body: parse(text), headers: response.headers });
      });
    });
    call.on('timeout', () =>
      call.destroy(new Error(`${method} ${path}: no answer within ${DEADLINE_MS} ms`)),
    );
    call.on('error', reject);
    call.end(payload);
  });
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
