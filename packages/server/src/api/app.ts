import { type Logger, traces } from '@lbaas/common/runtime';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { apiError } from '../usecases/errors.ts';
import { logAccess, whose } from './http/access-log.ts';
import type { ApiPart } from './api-part.ts';
import type { Authenticator, Caller } from './auth/authenticator.ts';
import { registerCall, sendJson } from './http/call.ts';
import { errorAnswer } from './http/error-answer.ts';
import { extensionCalls } from './neutron/extensions.ts';
import { goneSignal } from './http/gone-signal.ts';
import type { CallLimits } from './limits/index.ts';
import { ignoreExpectations, refuseMalformed, refuseTunnels, requireHost } from './http/malformed-http.ts';
import { parseJson } from './http/parse-json.ts';
import { refuseReaders } from './neutron/refuse-readers.ts';
import { registerReference } from './reference/index.ts';
import { REQUEST_ID_HEADER, contextOf, globalRequestIdOf, newRequestId } from './http/request-ids.ts';
import { type ControllerOptions, registerResource } from './resource/register-resource.ts';
import { registerVersions } from './neutron/versions.ts';

export interface AppOptions extends ControllerOptions {
  readonly authenticator: Authenticator;
  readonly modules: readonly ApiPart[];
  readonly logger: Logger;
  /** Bytes of a request body; default 1 MiB. */
  readonly bodyLimit?: number;
  /** @default none */
  readonly limits?: CallLimits;
}

const DEFAULT_BODY_LIMIT = 1_048_576;
/** A client that trickles its request must not hold a socket for ever. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The HTTP API. The caller adds routes of its own (metrics, health) before `listen` or `ready`. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: options.bodyLimit ?? DEFAULT_BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 500 },
    http: { requireHostHeader: false },
    genReqId: newRequestId,
    rewriteUrl: ({ url = '/' }) => withoutSuffix(url),
    clientErrorHandler: (error, socket) => refuseMalformed(options.logger, error, socket),
    // No hook runs for these.
    frameworkErrors: (error, request, reply) => {
      void sendError(reply, error, options);
      logAccess(options.logger, request, reply);
    },
  });
  ignoreExpectations(app.server);
  refuseTunnels(options.logger, app.server);
  app.decorateRequest('caller', undefined);
  app.decorateRequest('globalRequestId', undefined);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    parseJson(String(body), done),
  );
  addHooks(app, options);
  registerVersions(app);
  registerReference(app, options.modules);
  void app.register(async (api) => registerApi(api, options));
  return app;
}

/** `/lb/pools.json?name=a.json` -> `/lb/pools?name=a.json`: the suffix of the path, never of a value. */
const withoutSuffix = (url: string): string => url.replace(/^([^?]*)\.json(?=$|\?)/, '$1');

/** The request context starts behind the parsing of the body, whose events come from the socket and would lose it. */
function addHooks(app: FastifyInstance, options: AppOptions): void {
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
  app.addHook('onResponse', async (request, reply) => logAccess(options.logger, request, reply));
  app.setErrorHandler((error, _request, reply) => sendError(reply, error, options));
  app.setNotFoundHandler((_request, reply) => sendError(reply, apiError('HTTPNotFound'), options));
}

function registerApi(api: FastifyInstance, options: AppOptions): void {
  api.addHook('onRequest', async (request) => {
    const caller = await traces.run(contextOf(request), () => callerOf(request, options));
    request.caller = { ...caller, requestId: request.id };
    options.limits?.rate?.(caller);
    refuseReaders(request.caller, request.method, request.routeOptions.url ?? '');
  });
  for (const module of options.modules) {
    for (const definition of module.resources ?? []) registerResource(api, definition, options);
    for (const call of module.calls ?? []) registerCall(api, call);
  }
  for (const call of extensionCalls(options.modules)) registerCall(api, call);
  api.addHook('preClose', async () => {
    for (const module of options.modules) module.stop?.();
  });
}

function callerOf(request: FastifyRequest, { authenticator, limits }: AppOptions): Promise<Caller> {
  const { headers, socket } = request;
  const authenticate = (): Promise<Caller> => authenticator.authenticate(headers);
  return limits?.guesses === undefined
    ? authenticate()
    : limits.guesses.run(headers, socket.remoteAddress ?? '', authenticate);
}

function sendError(reply: FastifyReply, error: unknown, { logger, authenticator }: AppOptions): FastifyReply {
  const { status, body, retryAfterS, lost, bug } = errorAnswer(error);
  if (lost !== undefined) logger.warn({ ...whose(reply.request), reason: lost }, 'request refused');
  if (bug !== undefined) logger.error({ ...whose(reply.request), err: bug }, 'request failed');
  if (status === 401) reply.header('www-authenticate', authenticator.challenge);
  if (retryAfterS !== undefined) reply.header('retry-after', retryAfterS);
  reply.header(REQUEST_ID_HEADER, reply.request.id);
  return sendJson(reply, status, body);
}
