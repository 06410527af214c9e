import type { Identity, Named } from '../../../sessions/index.ts';

/** Somebody who wants to be let in, before it is known whether they may. */
export interface Attempt {
  /** What of it may be guessed. */
  readonly guess: string;
  /** @throws ApiError HTTPUnauthorized, ServiceUnavailable */
  readonly identify: () => Promise<Identity>;
}

/** Another project, or other roles, for somebody who is in. */
export interface Change {
  readonly projectId?: string;
  readonly isAdmin?: boolean;
}

/** How people sign in at the web page: what they type, and what credentials that makes. */
export interface SignIn {
  readonly auth: 'noauth' | 'token' | 'keystone';
  readonly canChangeProject: boolean;
  /** @param body as the page sends it @throws ApiError for a body that is none */
  attempt(body: unknown): Attempt;
  /** @throws ApiError HTTPBadRequest, PolicyNotAuthorized, ServiceUnavailable */
  change(identity: Identity, change: Change): Promise<Identity>;
  /** Projects that may be changed to; undefined where nobody but the database knows any. */
  projects?(identity: Identity): Promise<readonly Named[]>;
}
