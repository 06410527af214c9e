import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Trace } from '@lbaas/common/runtime';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The id of the caller's own work, such as of Horizon's call of its own API. */
    globalRequestId: string | undefined;
  }
}

export const REQUEST_ID_HEADER = 'x-openstack-request-id';

export const newRequestId = (): string => `req-${randomUUID()}`;

/** What oslo.middleware takes. Anything else would let callers write into the log what they like. */
const GLOBAL_ID = /^req-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * As with oslo.middleware: what comes in under the name of the request id is the global id of the caller, which is only
 * logged; the request has an id of its own.
 */
export function globalRequestIdOf(headers: IncomingHttpHeaders): string | undefined {
  const id = headers[REQUEST_ID_HEADER];
  return typeof id === 'string' && GLOBAL_ID.test(id) ? id : undefined;
}

/** For everything that is done for the request. */
export const contextOf = ({ id: requestId, globalRequestId, caller }: FastifyRequest): Trace => ({
  requestId,
  ...(globalRequestId === undefined ? {} : { globalRequestId }),
  ...(caller === undefined ? {} : { projectId: caller.projectId }),
});
