import { expect } from 'chai';
import type { createApp } from '../../../packages/server/src/api/index.ts';
import { checkAnswer } from './answer-check.ts';

export type App = ReturnType<typeof createApp>;

interface AssociationStatus {
  readonly monitor_id: string;
  readonly pool_id: string;
  readonly status: string;
  readonly status_description: string;
}

/** Any object of the API; each test expects the attributes that it needs. */
export interface Thing {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly status: string;
  readonly status_description: string;
  readonly address: string;
  readonly port_id: string;
  readonly members: readonly string[];
  readonly pools: readonly AssociationStatus[];
  readonly health_monitors_status: readonly AssociationStatus[];
  readonly [attribute: string]: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

interface Link {
  readonly rel: string;
  readonly href: string;
}

interface WireError {
  readonly type: string;
  readonly message: string;
  readonly detail: string;
}

/** The error that any answer may be. */
export interface ErrorBody {
  readonly NeutronError: WireError;
  /** The body of calls that are not implemented. */
  readonly NotImplementedError?: WireError;
}

interface Body extends ErrorBody {
  readonly pool: Thing;
  readonly vip: Thing;
  readonly member: Thing;
  readonly health_monitor: Thing;
  readonly pools: readonly Thing[];
  readonly vips: readonly Thing[];
  readonly members: readonly Thing[];
  readonly health_monitors: readonly Thing[];
  readonly pools_links: readonly Link[];
  readonly [key: string]: unknown;
}

export interface Answer<B extends ErrorBody = Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: B;
  /** The type of the error, or '' if there is none. */
  readonly type: string;
}

/** The API as one caller sees it. */
export interface Client<B extends ErrorBody = Body> {
  get(path: string): Promise<Answer<B>>;
  post(path: string, body?: unknown): Promise<Answer<B>>;
  put(path: string, body?: unknown): Promise<Answer<B>>;
  delete(path: string): Promise<Answer<B>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * A client that sends these headers, without a socket. A string body is sent as it is. Every answer must match the
 * API reference.
 */
export function clientOf<B extends ErrorBody = Body>(
  app: App,
  headers: Readonly<Record<string, string>>,
): Client<B> {
  const send = async (method: Method, path: string, body?: unknown): Promise<Answer<B>> => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await app.inject({
      method,
      url: `/v2.0${path}`,
      headers: { ...headers, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(payload === undefined ? {} : { payload }),
    });
    const isStream = answer.headers['content-type'] === 'text/event-stream';
    const parsed = (isStream ? answer.body : JSON.parse(answer.body || '{}')) as B;
    const { statusCode: status } = answer;
    const request = parsedOrNone(payload);
    await checkAnswer(app, { method, url: `/v2.0${path}`, status, body: parsed, request });
    return {
      status,
      headers: answer.headers,
      body: parsed,
      type: (parsed.NeutronError ?? parsed.NotImplementedError)?.type ?? '',
    };
  };
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path) => send('DELETE', path),
  };
}

function parsedOrNone(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object of a successful answer, whatever its wrapper. */
export function created(answer: Answer): Thing {
  expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  return Object.values(answer.body)[0] as Thing;
}

export function refused(answer: Answer<ErrorBody>, status: number, type: string): void {
  const actual = { status: answer.status, type: answer.type };
  expect(actual, JSON.stringify(answer.body)).to.deep.equal({ status, type });
}

/** One object as the caller sees it now. */
export async function show(client: Client, path: string): Promise<Thing> {
  const answer = await client.get(path);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return Object.values(answer.body)[0] as Thing;
}
