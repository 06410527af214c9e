import { type IncomingMessage, STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@lbaas/common/runtime';
import { apiError } from '../usecases/errors.ts';
import { errorAnswer } from './error-answer.ts';
import { newRequestId } from './request-ids.ts';

const REASONS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time',
  HPE_HEADER_OVERFLOW: 'The header fields are too large',
};

/** What does not parse never becomes a request: it is answered here, like every refusal, and its connection ends. */
export function refuseMalformed(
  logger: Logger,
  { code = '' }: Error & { readonly code?: string },
  socket: Duplex,
): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, body } = errorAnswer(
    apiError('HTTPBadRequest', { reason: REASONS[code] ?? 'The request is not valid HTTP' }),
  );
  const requestId = newRequestId();
  logger.info({ request_id: requestId, status, reason: code }, 'request');
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=UTF-8',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-openstack-request-id: ${requestId}`,
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
