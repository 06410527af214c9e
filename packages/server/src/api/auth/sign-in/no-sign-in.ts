import type { Identity } from '../../../sessions/index.ts';
import { ANY_FLAG, TEXT, readFields } from './read-fields.ts';
import type { SignIn } from './sign-in.ts';

/** Where everybody is believed: they choose their project, and whether they are an admin. */
export class NoSignIn implements SignIn {
  readonly auth = 'noauth';
  readonly canChangeProject = true;

  attempt(body: unknown) {
    const { project_id: projectId, is_admin: isAdmin } = readFields(body, {
      project_id: TEXT,
      is_admin: ANY_FLAG,
    });
    return { guess: '', identify: async () => identityOf(projectId, isAdmin === true) };
  }

  async change({ project, credentials }: Identity, { projectId, isAdmin }: Parameters<SignIn['change']>[1]) {
    const wasAdmin = credentials['x-roles'] === 'admin';
    return identityOf(projectId ?? project.id, isAdmin ?? wasAdmin);
  }
}

const NOBODY = { id: 'anybody', name: 'anybody' } as const;

const identityOf = (projectId: string, isAdmin: boolean): Identity => ({
  credentials: { 'x-project-id': projectId, 'x-roles': isAdmin ? 'admin' : 'member' },
  user: NOBODY,
  project: { id: projectId, name: projectId },
});
