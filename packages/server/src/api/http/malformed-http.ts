import { type IncomingMessage, STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@lbaas/common/runtime';
import { type ApiError, apiError } from '../../usecases/errors.ts';
import { type ErrorForm, errorAnswer } from './error-answer.ts';
import { newRequestId } from './request-ids.ts';

export interface MalformedOptions {
  readonly logger: Logger;
  readonly errors: ErrorForm;
}

const TOO_LATE = 'The request did not arrive in time';

/** What does not parse never becomes a request: it is answered here, like every refusal, and its connection ends. */
export function refuseMalformed(
  options: MalformedOptions,
  { code = '' }: Error & { readonly code?: string },
  socket: Duplex,
): void {
  if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else answerAndEnd(options, socket, { error: malformation(code), reason: code });
}

function malformation(code: string): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return apiError('HTTPRequestHeaderFieldsTooLarge');
  const reason = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? TOO_LATE : 'The request is not valid HTTP';
  return apiError('HTTPBadRequest', { reason });
}

/** Node would close the connection without a word. Of what a CONNECT names nothing is here (RFC 9110, 9.3.6). */
export function refuseTunnels(options: MalformedOptions, server: Server): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    // Nobody else listens any more.
    socket.on('error', () => socket.destroy());
    const error = apiError('HTTPMethodNotAllowed', { method: 'CONNECT' });
    answerAndEnd(options, socket, { error, reason: 'CONNECT', headers: ['allow: GET, POST, PUT, DELETE'] });
  });
}

interface RawAnswer {
  readonly error: ApiError;
  /** For the log. */
  readonly reason: string;
  readonly headers?: readonly string[];
}

function answerAndEnd(
  { logger, errors }: MalformedOptions,
  socket: Duplex,
  { error, reason, headers = [] }: RawAnswer,
): void {
  const { status, body } = errorAnswer(errors, error);
  const requestId = newRequestId();
  logger.info({ request_id: requestId, status, reason }, 'request');
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=UTF-8',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-openstack-request-id: ${requestId}`,
    ...headers,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}

/** Node would refuse unknown expectations with an answer of its own; they may be ignored (RFC 9110, 10.1.1). */
export function ignoreExpectations(server: Server): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}

/** Node would refuse it without a body (RFC 9112, 3.2). @throws ApiError HTTPBadRequest */
export function requireHost({ httpVersion, headers }: IncomingMessage): void {
  if (headers.host !== undefined || httpVersion === '1.0') return;
  throw apiError('HTTPBadRequest', { reason: 'The header field Host is missing' });
}
