import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import {
  createApp,
  hashToken,
  networkPart,
  neutronDialect,
  openTestDatabase,
  readTokens,
  type TestDatabase,
  TokenAuthenticator,
} from '@lbaas/server/testing';
import { type App, clientOf, refused } from '../support/lbaas-v1-client.ts';

const TOKENS = {
  admin: randomBytes(32).toString('hex'),
  member: randomBytes(32).toString('hex'),
  reader: randomBytes(32).toString('hex'),
  other: randomBytes(32).toString('hex'),
} as const;

const entry = (name: keyof typeof TOKENS, project: string, role: string): string =>
  `[[tokens]]\nhash = "${hashToken(TOKENS[name])}"\nuser = "${name}"\nproject_id = "${project}"\nroles = ["${role}"]\n`;

describe('static tokens', () => {
  let directory: string;
  let db: TestDatabase;
  let app: App;

  const file = (text: string): string => {
    const path = join(directory, 'tokens.toml');
    writeFileSync(path, text);
    return path;
  };
  const as = (token: keyof typeof TOKENS, headers = {}) =>
    clientOf(app, { 'x-auth-token': TOKENS[token], ...headers });
  const names = async (token: keyof typeof TOKENS, headers = {}): Promise<unknown> =>
    ((await as(token, headers).get('/networks?fields=name')).body['networks'] as { name: string }[])
      .map(({ name }) => name)
      .sort();

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lbaas-tokens-'));
    db = await openTestDatabase();
    const tokens = readTokens(
      file(
        entry('admin', 'ops', 'admin') +
          entry('member', 'acme', 'member') +
          entry('reader', 'acme', 'reader') +
          entry('other', 'other', 'member'),
      ),
    );
    app = createApp({
      unitOfWork: db.unitOfWork,
      authenticator: new TokenAuthenticator(tokens),
      dialects: [neutronDialect([networkPart({ defaultNetworkType: 'local', defaultMtu: 1500 })])],
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
    for (const name of ['member', 'other'] as const) {
      expect((await as(name).post('/networks', { network: { name } })).status).to.equal(201);
    }
  });
  after(async () => {
    await app.close();
    await db.close();
    rmSync(directory, { recursive: true });
  });

  it('are asked for', async () => {
    const strangers: readonly Readonly<Record<string, string>>[] = [
      {},
      { 'x-auth-token': '' },
      { 'x-auth-token': 'x' },
      { 'x-auth-token': 'x'.repeat(5000) },
      { 'x-auth-token': `${TOKENS.admin}0` },
      { 'x-auth-token': TOKENS.admin.toUpperCase() },
      { 'x-auth-token': hashToken(TOKENS.admin) },
      { authorization: `Bearer ${TOKENS.admin}` },
      { 'x-project-id': 'acme', 'x-roles': 'admin' },
    ];
    for (const headers of strangers) {
      const client = clientOf(app, headers);
      for (const answer of [await client.get('/networks'), await client.post('/networks', { network: {} })]) {
        refused(answer, 401, 'HTTPUnauthorized');
        expect(answer.headers['www-authenticate']).to.equal('Token realm="lbaas"');
      }
    }
    expect((await app.inject({ url: '/' })).statusCode).to.equal(200);
  });

  it('decide on the project and the roles, whatever the client says', async () => {
    const lies = { 'x-project-id': 'other', 'x-tenant-id': 'other', 'x-roles': 'admin', 'x-user-id': 'root' };
    expect(await names('member', lies)).to.deep.equal(['member']);
    expect(await names('other')).to.deep.equal(['other']);
    expect(await names('admin')).to.deep.equal(['member', 'other']);
    const foreign = await as('member', lies).post('/networks', { network: { tenant_id: 'other' } });
    refused(foreign, 400, 'HTTPBadRequest');
  });

  it('let a reader read', async () => {
    expect(await names('reader')).to.deep.equal(['member']);
    const [network] = (await as('reader').get('/networks')).body['networks'] as { id: string }[];
    const path = `/networks/${network?.id}`;
    refused(await as('reader').post('/networks', { network: {} }), 403, 'PolicyNotAuthorized');
    refused(await as('reader').put(path, { network: { name: 'x' } }), 403, 'PolicyNotAuthorized');
    refused(await as('reader').delete(path), 403, 'PolicyNotAuthorized');
    expect(await names('member')).to.deep.equal(['member']);
  });

  it('name the user in the audit log', async () => {
    const users = await db.query<{ user_id: string }>('SELECT user_id FROM audit_log ORDER BY id');
    expect(users.map((row) => row.user_id)).to.deep.equal(['member', 'other']);
  });

  it('come from a file without mistakes', () => {
    const wrong = [
      '',
      'tokens = []',
      entry('admin', 'ops', 'root'),
      entry('admin', '', 'admin'),
      entry('admin', 'ops', 'admin').replace(/hash = "./, 'hash = "X'),
      `${entry('admin', 'ops', 'admin')}token = "plain"\n`,
      entry('admin', 'ops', 'admin') + entry('admin', 'acme', 'member'),
      'not toml',
    ];
    for (const text of wrong) expect(() => readTokens(file(text)), text).to.throw(ConfigError);
    expect(() => readTokens(join(directory, 'nowhere'))).to.throw(ConfigError, 'ENOENT');
    expect(() => readTokens(undefined)).to.throw(ConfigError, 'auth_tokens_file');
  });
});
