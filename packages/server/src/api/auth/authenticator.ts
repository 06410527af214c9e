import type { IncomingHttpHeaders } from 'node:http';
import { apiError } from '../../usecases/errors.ts';
import { ROLES, type CallContext } from '../../usecases/call-context.ts';

export type Caller = Omit<CallContext, 'requestId'>;

export interface Authenticator {
  /** WWW-Authenticate of a 401: how to become somebody. */
  readonly challenge: string;
  /** Who asks. @throws ApiError HTTPUnauthorized, and what else keeps a caller out */
  authenticate(headers: IncomingHttpHeaders): Promise<Caller>;
  /**
   * For how long calls with these headers are taken as now without anybody being asked; left out = as long as the
   * server runs.
   */
  takenForMs?(headers: IncomingHttpHeaders): number;
  /** Calls `ended` when what the headers stand for has ended before its time. Returns the end of the watch. */
  watch?(headers: IncomingHttpHeaders, ended: () => void): () => void;
}

/** Tokens that come from nowhere but the operator. */
export const TOKEN_CHALLENGE = 'Token realm="lbaas"';

const MAX_HEADER_LENGTH = 255;

/**
 * Believes what the client says: for development and behind a trusted proxy. The project comes from X-Project-Id or
 * X-Tenant-Id, the roles from X-Roles (separated by commas); without them it is an admin of the default project. Roles
 * that are sent and hold none that is known are no role: a proxy may not know ours.
 */
export class NoAuthenticator implements Authenticator {
  readonly challenge = TOKEN_CHALLENGE;
  readonly #defaultProjectId: string;

  constructor(defaultProjectId = 'admin') {
    this.#defaultProjectId = defaultProjectId;
  }

  async authenticate(headers: IncomingHttpHeaders): Promise<Caller> {
    const projectId = headerOf(headers, 'x-project-id') ?? headerOf(headers, 'x-tenant-id');
    const roles = rolesOf(headers);
    const userId = headerOf(headers, 'x-user-id');
    return {
      projectId: projectId ?? this.#defaultProjectId,
      roles,
      isAdmin: roles.includes('admin'),
      ...(userId === undefined ? {} : { userId }),
    };
  }
}

/** @throws ApiError PolicyNotAuthorized */
function rolesOf(headers: IncomingHttpHeaders): readonly string[] {
  if (headers['x-roles'] === undefined) return ['admin'];
  const words = (headerOf(headers, 'x-roles') ?? '').split(',');
  const sent = new Set(words.map((role) => role.trim().toLowerCase()));
  const roles = ROLES.filter((role) => sent.has(role));
  if (roles.length > 0) return roles;
  throw apiError('PolicyNotAuthorized', { action: `a call without any of the roles ${ROLES.join(', ')}` });
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  if (text === undefined || text === '') return undefined;
  if (text.length > MAX_HEADER_LENGTH) throw apiError('HTTPUnauthorized', { reason: `${name} is too long` });
  return text;
}
