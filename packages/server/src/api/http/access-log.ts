import { type Logger, requestFields } from '@lbaas/common/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contextOf } from './request-ids.ts';

/** Asked for by machines, all the time. */
const UNLOGGED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const MAX_PATH_LENGTH = 500;

/**
 * One line for a request that has been answered: reads that succeed at debug, the rest at info. The query is left out:
 * it may hold what is nobody's business.
 */
export function logAccess(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const path = pathOf(request.originalUrl);
  if (UNLOGGED.has(path)) return;
  const { method, caller } = request;
  const level = READS.has(method) && reply.statusCode < 400 ? 'debug' : 'info';
  const about = { method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 };
  logger[level](
    { ...about, ...whose(request), ...(caller === undefined ? {} : { project: caller.projectId }) },
    'request',
  );
}

/** The ids of a request, for a line outside of its context. */
export const whose = (request: FastifyRequest): object => requestFields(contextOf(request));

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return (end < 0 ? url : url.slice(0, end)).slice(0, MAX_PATH_LENGTH);
}
