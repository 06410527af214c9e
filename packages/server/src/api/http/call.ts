import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallContext } from '../../usecases/call-context.ts';
import { dryRunOf } from './dry-run.ts';
import type { JsonSchema } from './json-schema.ts';
import type { RawQuery } from './query.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication hook before any handler runs. */
    caller: CallContext | undefined;
  }
}

/** One request, without what is Fastify's. */
export interface Call {
  readonly context: CallContext;
  readonly params: Readonly<Record<string, string>>;
  readonly query: RawQuery;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  /** Absolute address as the client wrote it. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Nothing may be changed: the answer says what would be. Only for calls that have a dry run. */
  readonly isDryRun: boolean;
}

/** What `run` may return instead of a plain body. A body that is a stream is sent as it comes, whatever it holds. */
export class Answer<Body = unknown> {
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: Body, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

/** A route that is not one of the generic controller's, such as `/lb/pools/:id/stats`. */
export interface CallDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the prefix of the dialect. */
  readonly path: string;
  /** It takes `dry_run=true`, and then answers with 200. Others refuse it. */
  readonly dryRun?: true;
  /** Status of a success; default 200. 204 sends no body. */
  readonly status?: number;
  /** For the API reference. */
  readonly docs?: CallDocs;
  /** Resolves to the body, or to an `Answer` with headers. */
  readonly run: (call: Call) => Promise<unknown>;
}

/** A route that is open to everybody, such as the list of versions. */
export interface OpenCall {
  /** Of the whole server. */
  readonly path: string;
  /** For the API reference. */
  readonly docs: { readonly operationId: string; readonly summary: string; readonly answer: JsonSchema };
  /** @param origin the address of the server, as the client wrote it */
  readonly run: (origin: string) => unknown;
}

export function registerOpenCall(app: FastifyInstance, { path, run }: OpenCall): void {
  app.get(path, async (request, reply) => sendJson(reply, 200, run(originOf(request))));
}

/** What the API reference says of a call. */
export interface CallDocs {
  readonly summary: string;
  readonly tag: string;
  /** Names of query parameters. */
  readonly query?: readonly string[];
  /** Schemas of the bodies; an answer without one is not described further. */
  readonly request?: JsonSchema;
  readonly answer?: JsonSchema;
  /** A request. */
  readonly example?: JsonSchema;
  /** Takes an Idempotency-Key. */
  readonly isCreate?: true;
  /** There is no success. */
  readonly isRefused?: true;
  /** Content type of the answer; default JSON. */
  readonly answerType?: string;
  /** Names of request headers. */
  readonly headers?: readonly string[];
}

/** Routes a call below the prefix of `app`. */
export function registerCall(app: FastifyInstance, definition: CallDefinition): void {
  const { method, path, status = 200, run } = definition;
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      const call = callOf(request, definition);
      return send(reply, call.isDryRun ? 200 : status, await run(call));
    },
  });
}

function send(reply: FastifyReply, status: number, answer: unknown): FastifyReply {
  if (!(answer instanceof Answer)) return sendJson(reply, status, answer);
  const { body, headers } = answer;
  reply.headers(headers);
  return body instanceof Readable ? sendStream(reply, status, body) : sendJson(reply, status, body);
}

/** For a client to take what is left of a stream that has ended. */
const FLUSH_MS = 1000;

function sendStream(reply: FastifyReply, status: number, body: Readable): FastifyReply {
  const { raw } = reply;
  body.once('close', () => {
    if (raw.closed) return;
    const timer = setTimeout(() => raw.destroy(), FLUSH_MS);
    raw.once('close', () => clearTimeout(timer));
  });
  return reply.code(status).send(body);
}

/** JSON as the clients expect it; a body of undefined is sent as none. */
export function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  reply.code(status);
  if (body === undefined || status === 204) return reply.send();
  return reply.header('content-type', 'application/json; charset=UTF-8').send(JSON.stringify(body));
}

function callOf(request: FastifyRequest, definition: CallDefinition): Call {
  if (request.caller === undefined) throw new Error('a route was reached without authentication');
  const query = request.query as RawQuery;
  return {
    context: request.caller,
    params: request.params as Readonly<Record<string, string>>,
    query,
    isDryRun: dryRunOf(query, definition),
    body: request.body,
    url: `${originOf(request)}${request.originalUrl}`,
    headers: request.headers,
  };
}

const originOf = ({ protocol, headers }: FastifyRequest): string =>
  `${protocol}://${headers.host ?? 'localhost'}`;
