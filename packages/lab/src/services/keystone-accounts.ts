import { type ApiAnswer, type ApiRequest, requestApi } from '../api/api-client.ts';

/** A login, in the domain Default. */
export interface KeystoneAccount {
  readonly user: string;
  readonly password: string;
  /** If left out, the token is unscoped. `domain` and `system` replace a project. */
  readonly project?: string;
  readonly scope?: 'domain' | 'system';
}

/** What a test needs of the Identity API v3: logins, and an admin's operations. Names are unique here. */
export class KeystoneAccounts {
  readonly #url: string;
  readonly #admin: KeystoneAccount;
  #adminToken: string | undefined;

  constructor(keystone: { readonly url: string; readonly adminPassword: string }) {
    this.#url = keystone.url;
    this.#admin = { user: 'admin', password: keystone.adminPassword, project: 'admin' };
  }

  get admin(): KeystoneAccount {
    return this.#admin;
  }

  /** Password login. @returns the token @throws Error when it is refused */
  static async login(url: string, account: KeystoneAccount): Promise<string> {
    const body = { auth: { identity: identityOf(account), ...scopeOf(account) } };
    const { headers } = await must(url, { method: 'POST', path: '/auth/tokens', body });
    return String(headers['x-subject-token']);
  }

  login(account: KeystoneAccount): Promise<string> {
    return KeystoneAccounts.login(this.#url, account);
  }

  async revoke(token: string): Promise<void> {
    const adminToken = await this.#token();
    const headers = { 'x-auth-token': adminToken, 'x-subject-token': token };
    await must(this.#url, { method: 'DELETE', path: '/auth/tokens', headers });
  }

  /** @returns id */
  createProject(name: string): Promise<string> {
    return this.#create('project', { name });
  }

  /** Gives the user its roles in the project; missing roles are created. @returns id */
  async createUser(account: KeystoneAccount, roles: readonly string[]): Promise<string> {
    const { user: name, password, project } = account;
    const userId = await this.#create('user', { name, password });
    for (const role of roles) await this.grant(userId, project ?? '', role);
    return userId;
  }

  async grant(userId: string, project: string, role: string): Promise<void> {
    const roleId = (await this.#find('role', role)) ?? (await this.#create('role', { name: role }));
    await this.#asAdmin('PUT', `/projects/${await this.projectId(project)}/users/${userId}/roles/${roleId}`);
  }

  /** Removes a role; tokens show the remaining ones when they are validated next. */
  async ungrant(userId: string, project: string, role: string): Promise<void> {
    const [projectId, roleId] = [await this.projectId(project), await this.#find('role', role)];
    await this.#asAdmin('DELETE', `/projects/${projectId}/users/${userId}/roles/${roleId}`);
  }

  async disable(userId: string): Promise<void> {
    await this.#asAdmin('PATCH', `/users/${userId}`, { user: { enabled: false } });
  }

  async grantSystem(userId: string, role: string): Promise<void> {
    await this.#asAdmin('PUT', `/system/users/${userId}/roles/${await this.#find('role', role)}`);
  }

  async grantDomain(userId: string, role: string): Promise<void> {
    const roleId = await this.#find('role', role);
    await this.#asAdmin('PUT', `/domains/default/users/${userId}/roles/${roleId}`);
  }

  /** Keystone revokes the user's tokens when the password changes. */
  async setPassword(userId: string, password: string): Promise<void> {
    await this.#asAdmin('PATCH', `/users/${userId}`, { user: { password } });
  }

  async projectId(name: string): Promise<string> {
    return (await this.#find('project', name)) ?? '';
  }

  /** Adds a service with its public endpoint to the catalog. */
  async addService(type: string, publicUrl: string): Promise<void> {
    const serviceId = await this.#create('service', { name: type, type });
    const endpoint = { service_id: serviceId, interface: 'public', region_id: 'RegionOne', url: publicUrl };
    await this.#create('endpoint', endpoint);
  }

  async #find(kind: string, name: string): Promise<string | undefined> {
    const { body } = await this.#asAdmin('GET', `/${kind}s?name=${encodeURIComponent(name)}`);
    const list = (body as Readonly<Record<string, readonly { readonly id: string }[]>>)[`${kind}s`];
    return list?.[0]?.id;
  }

  async #create(kind: string, fields: object): Promise<string> {
    const { body } = await this.#asAdmin('POST', `/${kind}s`, { [kind]: fields });
    return (body as Readonly<Record<string, { readonly id: string }>>)[kind]?.id ?? '';
  }

  async #asAdmin(method: string, path: string, body?: object): Promise<ApiAnswer> {
    const headers = { 'x-auth-token': await this.#token() };
    return must(this.#url, { method, path, body, headers });
  }

  async #token(): Promise<string> {
    this.#adminToken ??= await this.login(this.#admin);
    return this.#adminToken;
  }
}

async function must(url: string, call: ApiRequest): Promise<ApiAnswer> {
  const { method, path } = call;
  const answer = await requestApi(url, { ...call, path: `/v3${path}` });
  if (answer.status < 300) return answer;
  throw new Error(`Keystone: ${method} ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
}

const DOMAIN = { name: 'Default' };

const identityOf = ({ user, password }: KeystoneAccount) => ({
  methods: ['password'],
  password: { user: { name: user, password, domain: DOMAIN } },
});

function scopeOf({ project, scope }: KeystoneAccount): object {
  if (scope === 'system') return { scope: { system: { all: true } } };
  if (scope === 'domain') return { scope: { domain: DOMAIN } };
  if (project === undefined) return { scope: 'unscoped' };
  return { scope: { project: { name: project, domain: DOMAIN } } };
}
