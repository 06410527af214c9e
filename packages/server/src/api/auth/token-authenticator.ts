import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { apiError } from '../../usecases/errors.ts';
import { type Authenticator, type Caller, TOKEN_CHALLENGE } from './authenticator.ts';
import { hashToken } from './token-hash.ts';

export interface KnownToken {
  /** See `hashToken`. */
  readonly hash: string;
  readonly userId: string;
  readonly projectId: string;
  /** Any of ROLES. */
  readonly roles: readonly string[];
}

const MAX_TOKEN_LENGTH = 255;

/** Static tokens in X-Auth-Token. Nothing else that the client says of itself counts. */
export class TokenAuthenticator implements Authenticator {
  readonly challenge = TOKEN_CHALLENGE;
  readonly #known: readonly { readonly hash: Buffer; readonly caller: Caller }[];

  constructor(tokens: readonly KnownToken[]) {
    this.#known = tokens.map(({ hash, userId, projectId, roles }) => ({
      hash: Buffer.from(hash, 'hex'),
      caller: { userId, projectId, roles, isAdmin: roles.includes('admin') },
    }));
  }

  async authenticate(headers: IncomingHttpHeaders): Promise<Caller> {
    const token = headers['x-auth-token'];
    if (typeof token !== 'string' || token === '' || token.length > MAX_TOKEN_LENGTH) throw unauthorized();
    const caller = this.#callerOf(Buffer.from(hashToken(token), 'hex'));
    if (caller === undefined) throw unauthorized();
    return caller;
  }

  /** Compares with all of them, in the same time whichever it is. */
  #callerOf(hash: Buffer): Caller | undefined {
    let found: Caller | undefined;
    for (const known of this.#known) if (timingSafeEqual(known.hash, hash)) found = known.caller;
    return found;
  }
}

const unauthorized = () =>
  apiError('HTTPUnauthorized', { reason: 'The request you have made requires authentication.' });
