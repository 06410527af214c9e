import { Agent, type RequestInit } from 'undici';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Answer, boundedFetch } from './bounded-fetch.ts';
import { identityUrl, loginBody } from './keystone-client.ts';
import { KeystoneError, inTime } from './keystone-error.ts';
import type { KeystoneCredentials, KeystoneOptions } from './keystone-options.ts';
import { readTokenDocument } from './token-document.ts';

interface NamedObject {
  readonly id: string;
  readonly name: string;
}

/** A token of a user, for one project. */
export interface UserToken {
  readonly token: string;
  readonly user: NamedObject;
  readonly project: NamedObject;
}

/** GET /v3/auth/projects: those that a user may scope a token to. */
const ProjectsSchema = Type.Object({
  projects: Type.Array(
    Type.Object({ id: Type.String(), name: Type.String(), enabled: Type.Optional(Type.Boolean()) }),
  ),
});
const projectsValidator = Compile(ProjectsSchema);

/** What users ask Keystone v3 through the web page, in their own name. undefined: it refuses. */
export class KeystoneUsers {
  readonly #authUrl: string;
  readonly #timeoutMs: number;
  readonly #connections: Agent;

  constructor({ url, ca, timeoutMs }: Pick<KeystoneOptions, 'url' | 'ca' | 'timeoutMs'>) {
    this.#connections = new Agent(ca === undefined ? {} : { connect: { ca: [...ca] } });
    this.#authUrl = `${identityUrl(url)}/auth`;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws KeystoneError */
  login(credentials: KeystoneCredentials): Promise<UserToken | undefined> {
    return this.#issue(loginBody(credentials));
  }

  /** A token for another project, which expires with the first one. @throws KeystoneError */
  rescope(token: string, projectId: string): Promise<UserToken | undefined> {
    const identity = { methods: ['token'], token: { id: token } };
    return this.#issue({ auth: { identity, scope: { project: { id: projectId } } } });
  }

  /** By name. @throws KeystoneError */
  async projects(token: string): Promise<readonly NamedObject[] | undefined> {
    const answer = await this.#ask('/projects', { headers: { 'x-auth-token': token } });
    if (answer.status === 401) return undefined;
    if (answer.status !== 200 || !projectsValidator.Check(answer.body)) throw strange('projects', answer);
    return namesOf(answer.body);
  }

  async #issue(body: object): Promise<UserToken | undefined> {
    const answer = await this.#ask('/tokens?nocatalog', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status === 401 || answer.status === 403) return undefined;
    const token = answer.headers.get('x-subject-token');
    const document = readTokenDocument(answer.body);
    if (answer.status !== 201 || token === null || document?.project === undefined)
      throw strange('a login', answer);
    return { token, user: named(document.user), project: named(document.project) };
  }

  #ask(path: string, init: RequestInit): Promise<Answer> {
    return inTime(this.#timeoutMs, (signal) =>
      boundedFetch(`${this.#authUrl}${path}`, { ...init, signal, dispatcher: this.#connections }),
    );
  }
}

const named = ({ id, name = id }: { readonly id: string; readonly name?: string }): NamedObject => ({
  id,
  name,
});

const namesOf = ({ projects }: Static<typeof ProjectsSchema>): readonly NamedObject[] =>
  projects
    .filter(({ enabled = true }) => enabled)
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name));

const strange = (what: string, { status }: Answer): KeystoneError =>
  new KeystoneError('away', `${what} of a user: the answer is ${status}`);
