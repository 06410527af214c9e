import type { IncomingHttpHeaders } from 'node:http';
import { DatabaseUnavailable, TurnRefused } from '../../persistence/index.ts';
import type { EndedSessions, Session, Sessions } from '../../sessions/index.ts';
import { apiError } from '../../usecases/errors.ts';
import type { Authenticator, Caller } from './authenticator.ts';
import { sessionSecretOf } from './session-cookie.ts';

export interface SessionAuthenticatorOptions {
  /** Judges the credentials that a session stands for, and all calls without one. */
  readonly inner: Authenticator;
  readonly sessions: Pick<Sessions, 'find'>;
  readonly ended: Pick<EndedSessions, 'watch'>;
}

/**
 * Takes the cookie of the web page for the credentials that its session stands for. The session is looked up with each
 * call, so that one that has ended counts nowhere from that moment on.
 */
export class SessionAuthenticator implements Authenticator {
  readonly challenge: string;
  readonly #options: SessionAuthenticatorOptions;
  /** For how long is asked of calls that are known: their headers are the same object. */
  readonly #known = new WeakMap<IncomingHttpHeaders, Session>();

  constructor(options: SessionAuthenticatorOptions) {
    this.#options = options;
    this.challenge = options.inner.challenge;
  }

  async authenticate(headers: IncomingHttpHeaders): Promise<Caller> {
    const { inner } = this.#options;
    const secret = sessionSecretOf(headers);
    if (secret === undefined) return inner.authenticate(headers);
    const session = await this.#find(secret);
    if (session === undefined) throw apiError('HTTPUnauthorized', { reason: 'The session has ended.' });
    this.#known.set(headers, session);
    const caller = await inner.authenticate(session.credentials);
    return { ...caller, expiresAtMs: Math.min(session.expiresAtMs, caller.expiresAtMs ?? Infinity) };
  }

  takenForMs(headers: IncomingHttpHeaders): number {
    const { inner } = this.#options;
    const credentials =
      sessionSecretOf(headers) === undefined ? headers : this.#known.get(headers)?.credentials;
    return credentials === undefined ? 0 : (inner.takenForMs?.(credentials) ?? Infinity);
  }

  watch(headers: IncomingHttpHeaders, ended: () => void): () => void {
    const secret = sessionSecretOf(headers);
    return secret === undefined ? () => undefined : this.#options.ended.watch(secret, ended);
  }

  /** Whether a session has ended is not known without the database: nobody is sent to sign in again for that. */
  async #find(secret: string): Promise<Session | undefined> {
    try {
      return await this.#options.sessions.find(secret);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) && !(error instanceof TurnRefused)) throw error;
      throw apiError('ServiceUnavailable', { reason: 'the session cannot be looked up at the moment' });
    }
  }
}
