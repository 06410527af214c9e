import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '@lbaas/common/runtime';
import type { Identity, Named, Session, Sessions } from '../../sessions/index.ts';
import { ApiError, apiError } from '../../usecases/errors.ts';
import type { Authenticator, Caller } from '../auth/authenticator.ts';
import { ANY_FLAG, ANY_TEXT, type SignIn, readFields } from '../auth/sign-in/index.ts';
import type { GuessLimit } from '../limits/index.ts';

export interface PageSessionsOptions {
  readonly signIn: SignIn;
  /** Judges credentials; knows nothing of sessions. */
  readonly authenticator: Authenticator;
  readonly sessions: Sessions;
  readonly lifetimeMs: number;
  readonly clock: Clock;
  /** @default none */
  readonly guesses?: GuessLimit | undefined;
}

/** Who is signed in, as the page sees it. */
export interface SessionView {
  readonly auth: SignIn['auth'];
  readonly session: {
    readonly user: Named;
    readonly project: Named;
    readonly role: 'admin' | 'member' | 'reader';
    readonly all_projects: boolean;
    readonly expires_at: string;
    readonly can_change_project: boolean;
  } | null;
}

/** A session that has just begun. */
export interface Begun {
  readonly secret: string;
  readonly expiresAtMs: number;
  readonly view: SessionView;
}

/** What a client has sent along. */
export interface Client {
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
  /** Of its cookie. */
  readonly secret: string | undefined;
}

interface SignedIn {
  readonly secret: string;
  readonly session: Session;
  readonly caller: Caller;
}

/** Signing in and out of the web page, and what can be chosen in between. */
export class PageSessions {
  readonly #options: PageSessionsOptions;

  constructor(options: PageSessionsOptions) {
    this.#options = options;
  }

  async show({ secret }: Client): Promise<SessionView> {
    const found = await this.#find(secret);
    return found === undefined ? this.#nobody() : this.#view(found.session, found.caller);
  }

  /** Ends the session that the client has had. @throws ApiError HTTPUnauthorized, HTTPTooManyRequests, ... */
  async signIn({ headers, address, secret }: Client, body: unknown): Promise<Begun> {
    const { signIn, guesses } = this.#options;
    const { all_projects: allProjects, rest } = splitBody(body);
    const { guess, identify } = signIn.attempt(rest);
    const guessing = { ...headers, 'x-auth-token': guess };
    const identity = await (guesses === undefined ? identify() : guesses.run(guessing, address, identify));
    return this.#begin(identity, allProjects === true, secret);
  }

  /**
   * Another project or role is another session: its secret is a new one. What is only looked at changes nothing else.
   * @throws ApiError HTTPUnauthorized, PolicyNotAuthorized, HTTPBadRequest, ...
   */
  async change({ secret }: Client, body: unknown): Promise<Begun> {
    const signedIn = await this.#require(secret);
    const wanted = readFields(body, { project_id: ANY_TEXT, is_admin: ANY_FLAG, all_projects: ANY_FLAG });
    const { project_id: projectId, is_admin: isAdmin } = wanted;
    const { session } = signedIn;
    const allProjects = wanted.all_projects ?? session.allProjects;
    if (projectId === null && isAdmin === null) return this.#look(signedIn, allProjects);
    const identity = await this.#options.signIn.change(session, {
      ...(projectId === null ? {} : { projectId }),
      ...(isAdmin === null ? {} : { isAdmin }),
    });
    return this.#begin(identity, wanted.all_projects ?? null, signedIn.secret, session);
  }

  /** @throws ApiError HTTPUnauthorized, ServiceUnavailable */
  async projects({ secret }: Client): Promise<{ readonly projects: readonly Named[] }> {
    const { signIn, sessions } = this.#options;
    const { session, caller } = await this.#require(secret);
    if (signIn.projects !== undefined) return { projects: await signIn.projects(session) };
    if (!caller.isAdmin) return { projects: [session.project] };
    const ids = new Set([...(await sessions.owners()), session.project.id]);
    return { projects: [...ids].sort().map((id) => ({ id, name: id })) };
  }

  async end({ secret }: Client): Promise<void> {
    if (secret !== undefined) await this.#options.sessions.end(secret);
  }

  async #look({ secret, session, caller }: SignedIn, allProjects: boolean): Promise<Begun> {
    refuseAllProjects(caller, allProjects);
    await this.#options.sessions.chooseAllProjects(secret, allProjects);
    const { expiresAtMs } = session;
    return { secret, expiresAtMs, view: this.#view({ ...session, allProjects }, caller) };
  }

  /** @param allProjects null: as before, as far as the roles allow */
  async #begin(
    identity: Identity,
    allProjects: boolean | null,
    formerSecret: string | undefined,
    former?: Session,
  ): Promise<Begun> {
    const { authenticator, sessions, lifetimeMs, clock } = this.#options;
    const caller = await authenticator.authenticate(identity.credentials);
    refuseAllProjects(caller, allProjects === true);
    const endMs = former?.expiresAtMs ?? clock.now().getTime() + lifetimeMs;
    const session = {
      ...identity,
      allProjects: allProjects ?? (caller.isAdmin && former?.allProjects === true),
      expiresAtMs: Math.min(endMs, caller.expiresAtMs ?? Infinity),
    };
    const secret = await sessions.begin(session, formerSecret);
    return { secret, expiresAtMs: session.expiresAtMs, view: this.#view(session, caller) };
  }

  async #require(secret: string | undefined): Promise<SignedIn> {
    const found = await this.#find(secret);
    if (found === undefined) throw apiError('HTTPUnauthorized', { reason: 'Nobody is signed in.' });
    return found;
  }

  /** undefined too when the credentials of the session are good no longer. */
  async #find(secret: string | undefined): Promise<SignedIn | undefined> {
    const { sessions, authenticator } = this.#options;
    const session = secret === undefined ? undefined : await sessions.find(secret);
    if (secret === undefined || session === undefined) return undefined;
    try {
      return { secret, session, caller: await authenticator.authenticate(session.credentials) };
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return undefined;
      throw error;
    }
  }

  #nobody(): SessionView {
    return { auth: this.#options.signIn.auth, session: null };
  }

  #view({ user, project, allProjects, expiresAtMs }: Session, caller: Caller): SessionView {
    const { auth, canChangeProject } = this.#options.signIn;
    return {
      auth,
      session: {
        user,
        project,
        role: caller.isAdmin ? 'admin' : caller.roles.includes('member') ? 'member' : 'reader',
        all_projects: allProjects,
        expires_at: new Date(expiresAtMs).toISOString(),
        can_change_project: canChangeProject,
      },
    };
  }
}

function refuseAllProjects({ isAdmin }: Caller, allProjects: boolean): void {
  if (allProjects && !isAdmin) throw apiError('PolicyNotAuthorized', { action: 'a look at all projects' });
}

/** `all_projects` is the same in every mode; the rest of a body is for the mode. */
function splitBody(body: unknown): { readonly all_projects: boolean | null; readonly rest: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { all_projects: null, rest: body };
  const { all_projects: allProjects, ...rest } = body as Readonly<Record<string, unknown>>;
  return { ...readFields({ all_projects: allProjects }, { all_projects: ANY_FLAG }), rest };
}
