import { apiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', DELETE: 'delete' };

/**
 * The role `reader` alone does not write, whatever the route. Before the body is read, so that nothing hangs on what a
 * handler remembers to check. @throws ApiError PolicyNotAuthorized
 */
export function refuseReaders({ isAdmin, roles }: CallContext, method: string, route: string): void {
  if (method === 'GET' || isAdmin || !roles.includes('reader') || roles.includes('member')) return;
  throw apiError('PolicyNotAuthorized', {
    action: `${VERBS[method] ?? method.toLowerCase()}_${nameOf(route)}`,
  });
}

/** `/v2.0/lb/pools/:poolId/health_monitors` -> `pool_health_monitor`, as Neutron's policy names what is written. */
const nameOf = (route: string): string =>
  route
    .split('/')
    .filter((part) => part !== '' && part !== 'v2.0' && part !== 'lb' && !part.startsWith(':'))
    .map((part) => part.replace(/s$/, ''))
    .join('_');
