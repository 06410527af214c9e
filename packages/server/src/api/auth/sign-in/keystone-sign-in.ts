import type { Identity, Named } from '../../../sessions/index.ts';
import { apiError } from '../../../usecases/errors.ts';
import { KeystoneError, type KeystoneUsers, type UserToken } from '../keystone/index.ts';
import { TEXT, readFields } from './read-fields.ts';
import type { Change, SignIn } from './sign-in.ts';

const DOMAIN = { type: 'text', fallback: 'Default' } as const;

const FIELDS = {
  user: TEXT,
  /** Keystone takes no longer ones ([identity] max_password_length). */
  password: { type: 'text', maxLength: 4096 },
  user_domain: DOMAIN,
  project: TEXT,
  project_domain: DOMAIN,
} as const;

/** With what Keystone knows people by. The session keeps a token of theirs, never the password. */
export class KeystoneSignIn implements SignIn {
  readonly auth = 'keystone';
  readonly canChangeProject = true;
  readonly #users: KeystoneUsers;

  constructor(users: KeystoneUsers) {
    this.#users = users;
  }

  attempt(body: unknown) {
    const { user, password, user_domain, project, project_domain } = readFields(body, FIELDS);
    const account = {
      username: user,
      password,
      userDomainName: user_domain,
      projectName: project,
      projectDomainName: project_domain,
    };
    const guess = JSON.stringify(account);
    return {
      guess,
      identify: async () => {
        const issued = await answered(this.#users.login(account));
        if (issued !== undefined) return identityOf(issued);
        const reason =
          'The user, the password or the project is wrong, or the user has no role in the project.';
        throw apiError('HTTPUnauthorized', { reason });
      },
    };
  }

  async change(identity: Identity, { projectId, isAdmin }: Change): Promise<Identity> {
    if (isAdmin !== undefined) throw apiError('HTTPBadRequest', { reason: 'Roles are given by Keystone.' });
    if (projectId === undefined) return identity;
    const issued = await answered(this.#users.rescope(tokenOf(identity), projectId));
    if (issued === undefined)
      throw apiError('PolicyNotAuthorized', { action: `a change to project ${projectId}` });
    return identityOf(issued);
  }

  async projects(identity: Identity): Promise<readonly Named[]> {
    const projects = await answered(this.#users.projects(tokenOf(identity)));
    if (projects === undefined) throw apiError('HTTPUnauthorized', { reason: 'The token has ended.' });
    return projects;
  }
}

const tokenOf = ({ credentials }: Identity): string => credentials['x-auth-token'] ?? '';

const identityOf = ({ token, user, project }: UserToken): Identity => ({
  credentials: { 'x-auth-token': token },
  user,
  project,
});

/** What is wrong with Keystone is nothing that those who sign in could mend. */
async function answered<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (!(error instanceof KeystoneError)) throw error;
    throw apiError('ServiceUnavailable', { reason: 'Keystone cannot be asked at the moment' });
  }
}
