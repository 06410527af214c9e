import { apiError } from '../../../usecases/errors.ts';
import { ROLES } from '../../../usecases/call-context.ts';
import type { Caller } from '../authenticator.ts';
import { type TokenDocument, expiryOf } from './token-document.ts';

/** Which roles of Keystone count as ours; case does not matter. */
export interface RoleNames {
  readonly admin: readonly string[];
  readonly member: readonly string[];
  readonly reader: readonly string[];
}

/**
 * Whom a valid token stands for. Only a project-scoped one stands for anybody: what the API holds belongs to projects,
 * so whoever comes with another scope has logged in to the wrong place.
 * @throws ApiError ProjectScopeRequired, PolicyNotAuthorized
 */
export function callerOfToken(token: TokenDocument, names: RoleNames): Caller {
  if (token.project === undefined) throw apiError('ProjectScopeRequired', { scope: scopeOf(token) });
  // Keystone itself accepts no token with access rules for services that do not say that they heed them.
  if (token.application_credential?.access_rules !== undefined)
    throw notAuthorized('a call with access rules');
  const roles = rolesOf(token, names);
  if (roles.length === 0) throw notAuthorized(`a call without any of the roles ${everyName(names)}`);
  return {
    userId: token.user.id,
    projectId: token.project.id,
    roles,
    isAdmin: roles.includes('admin'),
    expiresAtMs: expiryOf(token),
  };
}

const notAuthorized = (action: string) => apiError('PolicyNotAuthorized', { action });

function scopeOf(token: TokenDocument): string {
  if (token.system !== undefined) return 'the system';
  return token.domain === undefined ? 'nothing' : 'a domain';
}

function rolesOf({ roles = [] }: TokenDocument, names: RoleNames): string[] {
  const held = new Set(roles.map(({ name }) => name.toLowerCase()));
  return ROLES.filter((role) => names[role].some((name) => held.has(name.toLowerCase())));
}

const everyName = (names: RoleNames): string => ROLES.flatMap((role) => names[role]).join(', ');
