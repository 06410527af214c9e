import type { Identity } from '../../../sessions/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import type { Authenticator } from '../authenticator.ts';
import { TEXT, readFields } from './read-fields.ts';
import type { SignIn } from './sign-in.ts';

/** With a static token, which is for one project. */
export class TokenSignIn implements SignIn {
  readonly auth = 'token';
  readonly canChangeProject = false;
  readonly #authenticator: Authenticator;

  constructor(authenticator: Authenticator) {
    this.#authenticator = authenticator;
  }

  attempt(body: unknown) {
    const { token } = readFields(body, { token: TEXT });
    return { guess: token, identify: () => this.#identify(token) };
  }

  async #identify(token: string): Promise<Identity> {
    const credentials = { 'x-auth-token': token };
    const { userId = '', projectId } = await this.#authenticator.authenticate(credentials);
    return { credentials, user: { id: userId, name: userId }, project: { id: projectId, name: projectId } };
  }

  async change(): Promise<Identity> {
    throw apiError('HTTPBadRequest', { reason: 'A token is for one project: sign in with another one.' });
  }
}
