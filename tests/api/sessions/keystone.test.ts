import { type FakeKeystone, startFakeKeystone } from '@lbaas/server/testing';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { Browser, type PageAnswer } from '../support/browser.ts';
import type { EventServer } from '../support/events-fixture.ts';
import { startPageServer } from '../support/page-server.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const MIA = { user: 'mia', password: 'secret of mia', project: 'acme' } as const;

/** What the fake issues, by token. */
const DOCUMENTS = {
  'token-acme': { project: { id: 'p-acme', name: 'acme' }, roles: [{ name: 'member' }] },
  'token-ops': { project: { id: 'p-ops', name: 'ops' }, roles: [{ name: 'admin' }] },
  ours: { project: { id: 'p-service', name: 'service' }, roles: [{ name: 'service' }] },
} as const;
type Token = keyof typeof DOCUMENTS;

interface Login {
  readonly auth: {
    readonly identity: {
      readonly password?: { readonly user: { readonly name: string; readonly password: string } };
      readonly token?: { readonly id: string };
    };
    readonly scope: { readonly project: { readonly id?: string; readonly name?: string } };
  };
}

const typeOf = ({ status, body }: PageAnswer): string => `${status} ${body.NeutronError?.type ?? ''}`.trim();

describe('sessions of the web page with Keystone', function () {
  this.timeout(120_000);
  const lines: string[] = [];
  const api = useLbaasApi();
  let keystone: FakeKeystone;
  let server: EventServer;
  let isAway = false;
  let tokenEndsAt: string;
  const revoked = new Set<string>();

  const documentOf = (token: Token) => ({
    token: { expires_at: tokenEndsAt, user: { id: 'u-mia', name: 'Mia' }, ...DOCUMENTS[token] },
  });

  /** undefined: refused. */
  function issue({ auth: { identity, scope } }: Login): Token | undefined {
    const user = identity.password?.user;
    if (user?.name === 'lbaas') return 'ours';
    if (user !== undefined) return user.password === MIA.password ? 'token-acme' : undefined;
    return scope.project.id === 'p-ops' && identity.token?.id === 'token-acme' ? 'token-ops' : undefined;
  }

  before(async () => {
    keystone = await startFakeKeystone();
    keystone.login = (_request, body = '') => {
      if (isAway) return { status: 503 };
      const token = issue(JSON.parse(body) as Login);
      if (token === undefined) return { status: 401, body: { error: { code: 401 } } };
      return { status: 201, headers: { 'x-subject-token': token }, body: documentOf(token) };
    };
    keystone.validation = ({ url, headers }) => {
      if (isAway) return { status: 503 };
      if (url?.endsWith('/projects') === true) {
        const projects = ['ops', 'acme'].map((name) => ({ id: `p-${name}`, name, enabled: true }));
        return { status: 200, body: { projects: [...projects, { id: 'x', name: 'x', enabled: false }] } };
      }
      const token = String(headers['x-subject-token']) as Token;
      return revoked.has(token)
        ? { status: 404, body: { error: { code: 404 } } }
        : { status: 200, body: documentOf(token) };
    };
    const credentials = {
      username: 'lbaas',
      password: 'lbaas',
      userDomainName: 'Default',
      projectName: 'service',
      projectDomainName: 'Default',
    };
    const options = {
      url: keystone.url,
      publicUrl: keystone.url,
      credentials,
      roles: { admin: ['admin'], member: ['member'], reader: ['reader'] },
      cacheTtlMs: 0,
      timeoutMs: 20_000,
    };
    server = await startPageServer(
      api,
      { kind: 'keystone', keystone: options },
      { guessesPerSecond: 1, lines },
    );
  });
  beforeEach(() => {
    isAway = false;
    revoked.clear();
    tokenEndsAt = new Date(Date.now() + 3_600_000).toISOString();
  });
  after(async () => {
    await server.stop();
    await keystone.stop();
  });

  async function signedIn(): Promise<Browser> {
    const browser = new Browser(server.app);
    expect((await browser.signIn(MIA)).status).to.equal(201);
    return browser;
  }

  it('are for whom Keystone knows, as long as its token is good', async () => {
    const { body } = await (await signedIn()).get('/ui/session');
    expect(body).to.deep.equal({
      auth: 'keystone',
      session: {
        user: { id: 'u-mia', name: 'Mia' },
        project: { id: 'p-acme', name: 'acme' },
        role: 'member',
        all_projects: false,
        expires_at: tokenEndsAt,
        can_change_project: true,
      },
    });
  });

  it('go to another project without another password', async () => {
    const browser = await signedIn();
    const { projects } = (await browser.get('/ui/session/projects')).body;
    expect(projects?.map(({ name }) => name)).to.deep.equal(['acme', 'ops']);
    expect(typeOf(await browser.put('/ui/session', { all_projects: true }))).to.equal(
      '403 PolicyNotAuthorized',
    );
    const old = browser.cookie;
    const changed = await browser.put('/ui/session', { project_id: 'p-ops', all_projects: true });
    expect(changed.body.session).to.deep.include({ role: 'admin', all_projects: true });
    expect(changed.body.session?.project).to.deep.equal({ id: 'p-ops', name: 'ops' });
    expect(typeOf(await new Browser(server.app, old).get('/v2.0/lb/pools'))).to.equal('401 HTTPUnauthorized');
    expect((await browser.get('/v2.0/agents')).status).to.equal(200);
    const refused = await browser.put('/ui/session', { project_id: 'p-other' });
    expect(typeOf(refused)).to.equal('403 PolicyNotAuthorized');
    expect((await browser.get('/v2.0/lb/pools')).status).to.equal(200);
  });

  it('end with the token that they stand for', async () => {
    const browser = await signedIn();
    expect((await browser.put('/ui/session', { project_id: 'p-ops' })).status).to.equal(200);
    expect((await browser.get('/v2.0/lb/pools')).status).to.equal(200);
    revoked.add('token-ops');
    expect(typeOf(await browser.get('/v2.0/lb/pools'))).to.equal('401 HTTPUnauthorized');
    expect((await browser.get('/ui/session')).body.session).to.equal(null);
  });

  it('are told from those that Keystone cannot be asked about', async () => {
    const browser = await signedIn();
    isAway = true;
    for (const answer of [
      await browser.get('/v2.0/lb/pools'),
      await browser.get('/ui/session'),
      await browser.get('/ui/session/projects'),
      await new Browser(server.app).signIn(MIA),
    ])
      expect(typeOf(answer)).to.equal('503 ServiceUnavailable');
    isAway = false;
    await eventually(async () => expect((await browser.get('/v2.0/lb/pools')).status).to.equal(200), {
      withinMs: 20_000,
    });
  });

  it('are not begun by guessing, and no password or token is logged', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        new Browser(server.app).signIn({ ...MIA, password: `wrong ${n}` }),
      ),
    );
    expect(new Set(guesses.map(typeOf))).to.deep.equal(
      new Set(['401 HTTPUnauthorized', '429 HTTPTooManyRequests']),
    );
    for (const secret of [MIA.password, 'wrong 1', 'token-acme', 'token-ops'])
      expect(lines.join()).not.to.contain(secret);
    const rows = await api.query<{ row: string }>('SELECT page_sessions::text AS row FROM page_sessions');
    expect(rows.map(({ row }) => row).join()).not.to.contain(Buffer.from('token-acme').toString('hex'));
  });
});
