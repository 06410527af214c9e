import { type Logger, traces } from '@lbaas/common/runtime';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { apiError } from '../usecases/errors.ts';
import type { Authenticator, Caller } from './auth/authenticator.ts';
import { refuseCrossSite } from './auth/cross-site.ts';
import type { ApiCertificate } from './http/api-certificate.ts';
import { type Dialect, dialectOf } from './dialect.ts';
import { logAccess, whose } from './http/access-log.ts';
import { registerCall, registerOpenCall, sendJson } from './http/call.ts';
import { type ErrorForm, errorAnswer } from './http/error-answer.ts';
import { goneSignal } from './http/gone-signal.ts';
import { ignoreExpectations, refuseMalformed, refuseTunnels, requireHost } from './http/malformed-http.ts';
import { parseJson } from './http/parse-json.ts';
import { REQUEST_ID_HEADER, contextOf, globalRequestIdOf, newRequestId } from './http/request-ids.ts';
import type { CallLimits } from './limits/index.ts';
import { registerReference } from './reference/index.ts';
import { type ControllerOptions, registerResource } from './resource/register-resource.ts';

export interface AppOptions extends ControllerOptions {
  readonly authenticator: Authenticator;
  /** Each below its prefix. The first one also words what is refused outside of all of them. */
  readonly dialects: readonly [Dialect, ...Dialect[]];
  readonly logger: Logger;
  /** Bytes of a request body; default 1 MiB. */
  readonly bodyLimit?: number;
  /** @default none */
  readonly limits?: CallLimits;
  /** With it the API speaks HTTPS only. */
  readonly tls?: ApiCertificate | undefined;
}

const DEFAULT_BODY_LIMIT = 1_048_576;
/** A client that trickles its request must not hold a socket for ever. */
const REQUEST_TIMEOUT_MS = 30_000;
const HANDSHAKE_MS = 10_000;

/** The HTTP API. The caller adds routes of its own (metrics, health) before `listen` or `ready`. */
export function createApp(options: AppOptions): FastifyInstance {
  const { dialects, logger } = options;
  const [{ errors }] = dialects;
  const app = fastify({
    logger: false,
    bodyLimit: options.bodyLimit ?? DEFAULT_BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 500 },
    ...serverOptions(options.tls),
    genReqId: newRequestId,
    rewriteUrl: ({ url = '/' }) => dialectOf(dialects, url)?.routedUrl?.(url) ?? url,
    clientErrorHandler: (error, socket) => refuseMalformed({ logger, errors }, error, socket),
    // No hook runs for these.
    frameworkErrors: (error, request, reply) => {
      const dialect = dialectOf(dialects, request.originalUrl);
      void sendError(reply, error, { ...options, errors: dialect?.errors ?? errors });
      logAccess(logger, request, reply);
    },
  });
  ignoreExpectations(app.server);
  refuseTunnels({ logger, errors }, app.server);
  app.decorateRequest('caller', undefined);
  app.decorateRequest('globalRequestId', undefined);
  addHooks(app, options);
  refuseWith(app, { ...options, errors });
  registerReference(app, dialects);
  for (const dialect of dialects) registerDialect(app, dialect, options);
  return app;
}

/** The cast: with HTTPS or without, it is the same to all that is registered. */
const serverOptions = (tls: ApiCertificate | undefined) =>
  (tls === undefined
    ? { http: { requireHostHeader: false } }
    : { https: { ...tls, requireHostHeader: false, handshakeTimeout: HANDSHAKE_MS } }) as {
    readonly http: object;
  };

/** The request context starts behind the parsing of the body, whose events come from the socket and would lose it. */
function addHooks(app: FastifyInstance, { logger }: AppOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    request.globalRequestId = globalRequestIdOf(request.headers);
    requireHost(request.raw);
    // Else its body would be read and judged first.
    if (request.is404) throw apiError('HTTPNotFound');
  });
  app.addHook('preHandler', (request, _reply, done) =>
    traces.run({ ...contextOf(request), gone: goneSignal(request.raw.socket) }, done),
  );
  app.addHook('onResponse', async (request, reply) => logAccess(logger, request, reply));
}

function registerDialect(app: FastifyInstance, dialect: Dialect, options: AppOptions): void {
  for (const call of dialect.openCalls) registerOpenCall(app, call);
  const { prefix } = dialect;
  void app.register(async (door) => openDoor(door, dialect, options), { prefix });
}

/** What is below the prefix of a dialect. */
function openDoor(door: FastifyInstance, dialect: Dialect, options: AppOptions): void {
  refuseWith(door, { ...options, errors: dialect.errors });
  door.removeAllContentTypeParsers();
  door.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    parseJson(String(body), done),
  );
  door.addHook('onRequest', async (request) => {
    refuseCrossSite(request);
    const known = await traces.run(contextOf(request), () => callerOf(request, options));
    const caller = { ...known, requestId: request.id };
    request.caller = caller;
    options.limits?.rate?.(caller);
    const { method, headers, routeOptions } = request;
    const path = (routeOptions.url ?? '').slice(dialect.prefix.length);
    dialect.refuseCall?.({ caller, method, path, headers });
  });
  for (const part of dialect.parts) {
    for (const definition of part.resources ?? [])
      registerResource(door, definition, { ...options, dialect });
    for (const call of part.calls ?? []) registerCall(door, call);
  }
  door.addHook('preClose', async () => {
    for (const part of dialect.parts) part.stop?.();
  });
}

function callerOf(request: FastifyRequest, { authenticator, limits }: AppOptions): Promise<Caller> {
  const { headers, socket } = request;
  const authenticate = (): Promise<Caller> => authenticator.authenticate(headers);
  return limits?.guesses === undefined
    ? authenticate()
    : limits.guesses.run(headers, socket.remoteAddress ?? '', authenticate);
}

interface RefusalOptions extends Pick<AppOptions, 'logger' | 'authenticator'> {
  readonly errors: ErrorForm;
}

/** Words what is refused below the prefix of `app`. */
function refuseWith(app: FastifyInstance, options: RefusalOptions): void {
  app.setErrorHandler((error, _request, reply) => sendError(reply, error, options));
  app.setNotFoundHandler((_request, reply) => sendError(reply, apiError('HTTPNotFound'), options));
}

function sendError(
  reply: FastifyReply,
  error: unknown,
  { logger, authenticator, errors }: RefusalOptions,
): FastifyReply {
  const { status, body, retryAfterS, lost, bug } = errorAnswer(errors, error);
  if (lost !== undefined) logger.warn({ ...whose(reply.request), reason: lost }, 'request refused');
  if (bug !== undefined) logger.error({ ...whose(reply.request), err: bug }, 'request failed');
  if (status === 401) reply.header('www-authenticate', authenticator.challenge);
  if (retryAfterS !== undefined) reply.header('retry-after', retryAfterS);
  reply.header(REQUEST_ID_HEADER, reply.request.id);
  return sendJson(reply, status, body);
}
