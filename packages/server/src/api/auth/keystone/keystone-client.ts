import { Agent, type RequestInit } from 'undici';
import { type Answer, boundedFetch } from './bounded-fetch.ts';
import { KeystoneError, inTime } from './keystone-error.ts';
import type { KeystoneCredentials } from './keystone-options.ts';
import { type TokenDocument, expiryOf, readTokenDocument } from './token-document.ts';

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** What Keystone says of a token; `not-asked`: it does not take ours, which asks. */
export type Judgement =
  | { readonly kind: 'valid'; readonly document: TokenDocument }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-asked' };

export interface KeystoneClientOptions {
  readonly url: string;
  /** See KeystoneOptions. */
  readonly ca?: readonly string[];
  readonly credentials: KeystoneCredentials;
  /** Deadline of a login. */
  readonly timeoutMs: number;
}

/** The two requests to Keystone v3 that are needed. */
export class KeystoneClient {
  readonly #tokensUrl: string;
  readonly #credentials: KeystoneCredentials;
  readonly #timeoutMs: number;
  readonly #connections: Agent;
  #loggingIn = new AbortController();

  constructor({ url, ca, credentials, timeoutMs }: KeystoneClientOptions) {
    this.#connections = new Agent(ca === undefined ? {} : { connect: { ca: [...ca] } });
    this.#tokensUrl = `${identityUrl(url)}/auth/tokens`;
    this.#credentials = credentials;
    this.#timeoutMs = timeoutMs;
  }

  /** A token for ourselves. @throws KeystoneError */
  async login(): Promise<IssuedToken> {
    const { signal: givenUp } = (this.#loggingIn = new AbortController());
    const answer = await inTime(this.#timeoutMs, (late) =>
      this.#ask({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(loginBody(this.#credentials)),
        signal: AbortSignal.any([late, givenUp]),
      }),
    );
    if (answer.status === 401) throw new KeystoneError('login-refused', this.#refusedLogin());
    const token = answer.headers.get('x-subject-token');
    const document = readTokenDocument(answer.body);
    if (answer.status !== 201 || token === null || document === undefined) throw strange('a login', answer);
    return { token, expiresAtMs: expiryOf(document) };
  }

  /** Waits no longer for a login that is under way. */
  giveUp(): void {
    this.#loggingIn.abort(new Error('the server stops'));
  }

  /** The signal sets the deadline. @throws KeystoneError */
  async validate(token: string, serviceToken: string, signal: AbortSignal): Promise<Judgement> {
    const headers = { 'x-auth-token': serviceToken, 'x-subject-token': token };
    const answer = await this.#ask({ headers, signal });
    if (answer.status === 401) return { kind: 'not-asked' };
    if (answer.status === 403) throw new KeystoneError('not-allowed', this.#mayNotValidate());
    if (isVerdictOnToken(answer)) return { kind: 'unknown' };
    const document = readTokenDocument(answer.body);
    if (answer.status !== 200 || document === undefined) throw strange('the validation of a token', answer);
    return { kind: 'valid', document };
  }

  /** The catalog is most of an answer, and of no use here. */
  #ask(init: RequestInit): Promise<Answer> {
    return boundedFetch(`${this.#tokensUrl}?nocatalog`, { ...init, dispatcher: this.#connections });
  }

  #refusedLogin(): string {
    const { username, userDomainName, projectName } = this.#credentials;
    return `Keystone refuses the login of user ${username} (domain ${userDomainName}) to project ${projectName}: check keystone_username, keystone_password and keystone_project_name, and that the user has a role there`;
  }

  #mayNotValidate(): string {
    const { username, projectName } = this.#credentials;
    return `Keystone does not let user ${username} validate tokens: give it the role service or admin in project ${projectName}`;
  }
}

/** `http://host:5000`, `http://host/identity/` and `http://host:5000/v3` name one service each. */
export const identityUrl = (url: string): string => `${url.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3`;

/**
 * A 404 of Keystone itself means that it knows no such token; one of something else at that address means nothing. A
 * token that Keystone cannot even read gets 400.
 */
function isVerdictOnToken({ status, body }: Answer): boolean {
  const { error } = (body ?? {}) as { readonly error?: { readonly code?: unknown } };
  return (status === 404 || status === 400) && error?.code === status;
}

const strange = (what: string, { status, body }: Answer): KeystoneError =>
  new KeystoneError('away', `${what} is answered with ${status}${body === undefined ? ' and no JSON' : ''}`);

export function loginBody(credentials: KeystoneCredentials): object {
  const { username, password, userDomainName, projectName, projectDomainName } = credentials;
  const user = { name: username, password, domain: { name: userDomainName } };
  const project = { name: projectName, domain: { name: projectDomainName } };
  return { auth: { identity: { methods: ['password'], password: { user } }, scope: { project } } };
}
