import { apiError } from '../../usecases/errors.ts';
import type { ArrivingCall } from '../dialect.ts';
import { wordOf } from '../http/words.ts';
import { WORDS } from './words.ts';

/** What somebody wants to do, in the words of the model. */
export interface Rule {
  readonly verb: string;
  readonly resource: string;
  /** Empty for the whole object. */
  readonly attribute: string;
}

/** The name of the policy, such as `create_port:fixed_ips`. */
export function policyOf({ verb, resource, attribute }: Rule): string {
  const action = `${verb}_${wordOf(WORDS, resource)}`;
  return attribute === '' ? action : `${action}:${attribute}`;
}

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', DELETE: 'delete' };

/**
 * The role `reader` alone does not write, whatever the route. Before the body is read, so that nothing hangs on what a
 * handler remembers to check.
 * @throws ApiError PolicyNotAuthorized
 */
export function refuseReaders({ caller, method, path }: Omit<ArrivingCall, 'headers'>): void {
  const { isAdmin, roles } = caller;
  if (method === 'GET' || isAdmin || !roles.includes('reader') || roles.includes('member')) return;
  throw apiError('PolicyNotAuthorized', {
    action: `${VERBS[method] ?? method.toLowerCase()}_${nameOf(path)}`,
  });
}

/** `/lb/pools/:poolId/health_monitors` -> `pool_health_monitor`, as Neutron's policy names what is written. */
const nameOf = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== 'lb' && !part.startsWith(':'))
    .map((part) => part.replace(/s$/, ''))
    .join('_');
