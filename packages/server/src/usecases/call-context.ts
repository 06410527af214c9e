/** What a caller may be, the most powerful first; wherever callers come from, their roles are made to be these. */
export const ROLES = ['admin', 'member', 'reader'] as const;

/** Who asks, as the authenticator has found out. */
export interface CallContext {
  /** `req-<uuid>`, as in X-Openstack-Request-Id. */
  readonly requestId: string;
  readonly projectId: string;
  readonly isAdmin: boolean;
  /** Any of ROLES. */
  readonly roles: readonly string[];
  readonly userId?: string;
  /** When the caller's token ends, in milliseconds since 1970; undefined when it does not. */
  readonly expiresAtMs?: number;
}
