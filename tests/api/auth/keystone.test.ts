import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metrics, createLogger, eventually, systemClock } from '@lbaas/common/runtime';
import { type Keystone, KeystoneAccounts, startKeystone } from '@lbaas/lab';
import { expect } from 'chai';
import {
  createApp,
  KeystoneAuthenticator,
  type KeystoneOptions,
  networkPart,
  neutronDialect,
  openTestDatabase,
  type TestDatabase,
} from '@lbaas/server/testing';
import { keystoneOptions } from '../support/keystone-options.ts';
import { type App, type Client, clientOf, created, refused } from '../support/lbaas-v1-client.ts';
import { startTlsProxy } from '../support/tls-proxy.ts';

const USERS = {
  admin: { user: 'root', password: 'root', project: 'ops' },
  member: { user: 'mia', password: 'mia', project: 'acme' },
  legacy: { user: 'lea', password: 'lea', project: 'acme' },
  reader: { user: 'rob', password: 'rob', project: 'acme' },
  other: { user: 'otto', password: 'otto', project: 'other' },
  nobody: { user: 'nora', password: 'nora', project: 'acme' },
} as const;
const ROLES = {
  admin: ['admin'],
  member: ['member'],
  legacy: ['_Member_'],
  reader: ['reader'],
  other: ['member'],
  nobody: ['janitor'],
} as const satisfies Record<keyof typeof USERS, readonly string[]>;
type User = keyof typeof USERS;

const SERVICE = { user: 'lbaas', password: 'first', project: 'service' };

describe('Keystone', function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-keystone-'));
  let keystone: Keystone;
  let accounts: KeystoneAccounts;
  let db: TestDatabase;
  let serviceUser: string;
  const running: { readonly app: App; readonly authenticator: KeystoneAuthenticator }[] = [];

  /** A server of its own, with an empty cache. */
  function serve(changes: Partial<KeystoneOptions> = {}) {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ name: 'test', level: 'info', destination });
    const metrics = new Metrics();
    const options = { ...keystoneOptions(keystone, SERVICE), ...changes };
    const authenticator = new KeystoneAuthenticator(options, { logger, metrics, clock: systemClock });
    const dialects = [
      neutronDialect([networkPart({ defaultNetworkType: 'local', defaultMtu: 1500 })]),
    ] as const;
    const silent = createLogger({ name: 'test', level: 'silent' });
    const app = createApp({ unitOfWork: db.unitOfWork, authenticator, dialects, logger: silent });
    running.push({ app, authenticator });
    const withToken = (token: string): Client => clientOf(app, { 'x-auth-token': token });
    const as = async (user: User): Promise<Client> => withToken(await accounts.login(USERS[user]));
    return { app, authenticator, metrics, lines, withToken, as };
  }

  const names = async (client: Client): Promise<unknown> =>
    ((await client.get('/networks?fields=name')).body['networks'] as { name: string }[])
      .map(({ name }) => name)
      .sort();

  before(async function () {
    this.timeout(120_000);
    [keystone, db] = await Promise.all([startKeystone({ dir: directory }), openTestDatabase()]);
    accounts = new KeystoneAccounts(keystone);
    for (const project of ['ops', 'acme', 'other', 'service']) await accounts.createProject(project);
    for (const user of Object.keys(USERS) as User[]) await accounts.createUser(USERS[user], ROLES[user]);
    serviceUser = await accounts.createUser(SERVICE, ['service']);
    const { as } = serve();
    for (const user of ['member', 'other'] as const)
      created(await (await as(user)).post('/networks', { network: { name: user } }));
  });
  after(async () => {
    for (const { app } of running) await app.close();
    await keystone.stop();
    await db.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('says who calls, in which project and with which role', async () => {
    const { as } = serve();
    expect(await names(await as('admin'))).to.deep.equal(['member', 'other']);
    for (const user of ['member', 'legacy', 'reader'] as const)
      expect(await names(await as(user)), user).to.deep.equal(['member']);
    const { body } = await (await as('member')).get('/networks');
    const [network] = body['networks'] as { id: string; tenant_id: string }[];
    expect(network?.tenant_id).to.equal(await accounts.projectId('acme'));
    const path = `/networks/${network?.id}`;
    refused(await (await as('other')).get(path), 404, 'NetworkNotFound');
    refused(await (await as('other')).put(path, { network: { name: 'x' } }), 404, 'NetworkNotFound');
    refused(await (await as('reader')).put(path, { network: { name: 'x' } }), 403, 'PolicyNotAuthorized');
    refused(await (await as('reader')).post('/networks', { network: {} }), 403, 'PolicyNotAuthorized');
    refused(
      await (await as('member')).post('/networks', { network: { shared: true } }),
      403,
      'PolicyNotAuthorized',
    );
    const [entry] = await db.query<{ user_id: string }>('SELECT user_id FROM audit_log ORDER BY id');
    expect(entry?.user_id).to.match(/^[0-9a-f]{32}$/);
  });

  it('is asked over TLS, when its certificate is from an authority that the server knows', async () => {
    const proxy = await startTlsProxy(keystone.url);
    const { url, ca } = proxy;
    try {
      expect(await names(await serve({ url, ca }).as('member'))).to.deep.equal(['member']);
      const { as, lines } = serve({ url });
      refused(await (await as('member')).get('/networks'), 503, 'ServiceUnavailable');
      expect(lines.join()).to.contain('self-signed certificate');
      const elsewhere = serve({ url: url.replace('localhost', '127.0.0.1'), ca });
      refused(await (await elsewhere.as('member')).get('/networks'), 503, 'ServiceUnavailable');
      expect(elsewhere.lines.join()).to.contain("does not match certificate's altnames");
    } finally {
      await proxy.stop();
    }
  });

  it('does not know every token, and tells where there are better ones', async () => {
    const { app } = serve({ publicUrl: 'https://cloud.example/identity/' });
    const good = await accounts.login(USERS.member);
    const strangers: readonly Readonly<Record<string, string>>[] = [
      {},
      { 'x-auth-token': '' },
      { 'x-auth-token': 'x' },
      { 'x-auth-token': 'with blank' },
      { 'x-auth-token': `${good}x` },
      { 'x-auth-token': 'x'.repeat(9000) },
      { 'x-project-id': 'acme', 'x-roles': 'admin', 'x-identity-status': 'Confirmed' },
    ];
    for (const headers of strangers) {
      const answer = await clientOf(app, headers).get('/networks');
      refused(answer, 401, 'HTTPUnauthorized');
      expect(answer.headers['www-authenticate']).to.equal('Keystone uri="https://cloud.example/identity/v3"');
    }
    expect((await clientOf(app, { 'x-auth-token': good }).get('/networks')).status).to.equal(200);
  });

  it('has tokens that are for no project, or without a role of ours', async () => {
    const { withToken, as } = serve();
    const { user, password } = USERS.admin;
    const id = await accounts.createUser({ user: 'sys', password: 'sys', project: 'ops' }, ['admin']);
    await accounts.grantSystem(id, 'admin');
    await accounts.grantDomain(id, 'admin');
    const tokens = [
      await accounts.login({ user, password }),
      await accounts.login({ user: 'sys', password: 'sys', scope: 'domain' }),
      await accounts.login({ user: 'sys', password: 'sys', scope: 'system' }),
    ];
    const messages = [];
    for (const token of tokens) {
      const answer = await withToken(token).get('/networks');
      refused(answer, 403, 'ProjectScopeRequired');
      messages.push(answer.body.NeutronError.message);
    }
    expect(messages).to.deep.equal(
      ['nothing', 'a domain', 'the system'].map(
        (scope) => `A token for a project is needed; this one is for ${scope}.`,
      ),
    );
    refused(await (await as('nobody')).get('/networks'), 403, 'PolicyNotAuthorized');
  });

  it('may call its roles something else', async () => {
    const { as } = serve({ roles: { admin: ['boss'], member: ['Janitor'], reader: ['MEMBER'] } });
    refused(await (await as('reader')).get('/networks'), 403, 'PolicyNotAuthorized');
    refused(await (await as('member')).post('/networks', { network: {} }), 403, 'PolicyNotAuthorized');
    expect(await names(await as('nobody'))).to.deep.equal(['member']);
  });

  it('revokes a token, which is then known until the cache has forgotten it', async () => {
    const [lasting, short] = [serve(), serve({ cacheTtlMs: 300 })];
    const token = await accounts.login(USERS.member);
    for (const { withToken } of [lasting, short])
      expect((await withToken(token).get('/networks')).status).to.equal(200);
    await accounts.revoke(token);
    await eventually(
      async () => refused(await short.withToken(token).get('/networks'), 401, 'HTTPUnauthorized'),
      { withinMs: 5000 },
    );
    expect((await lasting.withToken(token).get('/networks')).status).to.equal(200);
    const metrics = await lasting.metrics.render();
    expect(metrics).to.match(/lbaas_keystone_cached_total 1\n/);
    expect(metrics).to.match(/lbaas_keystone_validation_seconds_count\{outcome="valid"\} 1\n/);
  });

  it('revokes the token of the server, which gets another one', async () => {
    const { as, lines, withToken } = serve();
    expect((await (await as('member')).get('/networks')).status).to.equal(200);
    await accounts.setPassword(serviceUser, SERVICE.password);
    // Within the second of the change Keystone accepts no token of this user.
    const token = await accounts.login(USERS.member);
    await eventually(async () => expect((await withToken(token).get('/networks')).status).to.equal(200), {
      withinMs: 5000,
    });
    expect(messagesIn(lines)[0]).to.equal('Keystone answers');
  });

  it('refuses a wrong password of the server: 503, until it is right', async () => {
    const password = 'second';
    const { credentials } = keystoneOptions(keystone, SERVICE);
    const { withToken, lines, authenticator } = serve({ credentials: { ...credentials, password } });
    authenticator.start();
    const tokens = [await accounts.login(USERS.member), await accounts.login(USERS.member), 'x'];
    for (const token of tokens) {
      const answer = await withToken(token).get('/networks');
      refused(answer, 503, 'ServiceUnavailable');
      expect(answer.headers['retry-after']).to.equal('2');
    }
    expect(lines).to.have.length(1);
    expect(JSON.parse(lines[0] ?? '')).to.include({ level: 50 });
    expect(lines[0]).to.contain('refuses the login of user lbaas').and.not.contain(password);
    expect(lines[0]).to.contain('check keystone_username, keystone_password');
    expect(authenticator.state).to.equal('Keystone refuses the login of the server');
    await accounts.setPassword(serviceUser, password);
    try {
      await eventually(
        async () => expect((await withToken(tokens[0] ?? '').get('/networks')).status).to.equal(200),
        { withinMs: 30_000 },
      );
    } finally {
      await accounts.setPassword(serviceUser, SERVICE.password);
    }
    expect(authenticator.state).to.equal('ok');
    // Within the second of the change Keystone accepts no token of this user.
    await eventually(
      async () => expect((await (await serve().as('member')).get('/networks')).status).to.equal(200),
      {
        withinMs: 5000,
        everyMs: 200,
      },
    );
  });

  it('needs a user that may validate tokens', async () => {
    const { user: username, password, project: projectName } = USERS.reader;
    const { credentials } = keystoneOptions(keystone, SERVICE);
    const { as, lines } = serve({ credentials: { ...credentials, username, password, projectName } });
    refused(await (await as('member')).get('/networks'), 503, 'ServiceUnavailable');
    expect(lines.join('')).to.contain('does not let user rob validate tokens');
  });

  it('is away: known callers go on, others get 503; when it is back, so are they', async () => {
    const { withToken, lines, authenticator } = serve({ cacheTtlMs: 60_000 });
    const [known, fresh] = [await accounts.login(USERS.member), await accounts.login(USERS.member)];
    expect((await withToken(known).get('/networks')).status).to.equal(200);
    await keystone.stop();
    expect((await withToken(known).get('/networks')).status).to.equal(200);
    for (const token of [fresh, 'unknown']) {
      const answer = await withToken(token).get('/networks');
      refused(answer, 503, 'ServiceUnavailable');
      expect(answer.headers['retry-after']).to.equal('2');
    }
    expect(lines.join('')).to.match(/ECONNREFUSED/);
    expect(authenticator.state).to.equal('Keystone does not answer as it should');
    await keystone.start({ tokenLifetimeS: 4 });
    expect((await withToken(fresh).get('/networks')).status).to.equal(200);
    expect(messagesIn(lines)).to.deep.equal(['Keystone answers', AWAY, 'Keystone answers']);

    // Tokens now live for four seconds, including those of the server.
    const server = serve({ cacheTtlMs: 60_000 });
    const token = await accounts.login(USERS.member);
    expect((await server.withToken(token).get('/networks')).status).to.equal(200);
    await eventually(
      async () => refused(await server.withToken(token).get('/networks'), 401, 'HTTPUnauthorized'),
      { withinMs: 30_000 },
    );
    expect((await (await server.as('member')).get('/networks')).status).to.equal(200);
    expect(messagesIn(server.lines)).to.deep.equal(['Keystone answers']);
  });
});

const AWAY = 'Keystone cannot be asked about tokens: callers that are not known get 503';

const messagesIn = (lines: readonly string[]): unknown[] =>
  lines.map((line) => (JSON.parse(line) as { msg: unknown }).msg);
