import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { Browser, type PageAnswer } from '../support/browser.ts';
import type { EventServer } from '../support/events-fixture.ts';
import { startPageServer } from '../support/page-server.ts';
import { StatementCounter } from '../support/statement-counter.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const MEMBER = { project_id: 'one', is_admin: false } as const;
const ADMIN = { project_id: 'ops', is_admin: true } as const;

const typeOf = ({ status, body }: PageAnswer): string => `${status} ${body.NeutronError?.type ?? ''}`.trim();

describe('sessions of the web page where everybody is believed', function () {
  this.timeout(120_000);
  const lines: string[] = [];
  const api = useLbaasApi();
  let server: EventServer;
  let other: EventServer;

  before(async () => {
    server = await startPageServer(api, { kind: 'noauth' }, { lines });
    other = await startPageServer(api, { kind: 'noauth' });
  });
  after(() => Promise.all([server.stop(), other.stop()]));

  async function signedIn(body: object = MEMBER): Promise<Browser> {
    const browser = new Browser(server.app);
    expect((await browser.signIn(body)).status).to.equal(201);
    return browser;
  }
  const pools = (browser: Browser): Promise<PageAnswer> => browser.get('/v2.0/lb/pools');

  it('are none to begin with, which is no error', async () => {
    const { status, body, headers } = await new Browser(server.app).get('/ui/session');
    expect([status, body]).to.deep.equal([200, { auth: 'noauth', session: null }]);
    expect(headers['cache-control']).to.equal('no-store');
    expect(String(headers['content-security-policy'])).not.to.contain('unsafe');
  });

  it('stand for the project and the role that were chosen', async () => {
    const browser = new Browser(server.app);
    const begun = await browser.signIn(MEMBER);
    const { session } = begun.body;
    expect(session).to.include({ role: 'member', all_projects: false, can_change_project: true });
    expect(session?.project).to.deep.equal({ id: 'one', name: 'one' });
    const leftMs = Date.parse(session?.expires_at ?? '') - Date.now();
    expect(leftMs).to.be.within(7.9 * 3_600_000, 8 * 3_600_000);
    expect((await browser.get('/ui/session')).body).to.deep.equal(begun.body);
    const monitor = { type: 'TCP', delay: 5, timeout: 4, max_retries: 3 };
    const made = await browser.post('/v2.0/lb/health_monitors', { health_monitor: monitor });
    expect(made.status).to.equal(201);
    expect(made.body['health_monitor']).to.include({ tenant_id: 'one' });
    const seenBy = async (body: object): Promise<unknown> =>
      (await (await signedIn(body)).get('/v2.0/lb/health_monitors')).body['health_monitors'];
    expect(await seenBy({ project_id: 'elsewhere' })).to.deep.equal([]);
    expect(await seenBy(ADMIN)).not.to.deep.equal([]);
  });

  it('are in a cookie that scripts and other sites cannot use', async () => {
    const browser = await signedIn();
    expect(browser.setCookie).to.match(
      /^lbaas_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    for (const headers of [{ origin: 'https://lb.example' }, { 'x-forwarded-proto': 'https' }]) {
      const secure = new Browser(server.app);
      await secure.signIn(MEMBER, { ...headers, 'sec-fetch-site': 'same-origin' });
      expect(secure.setCookie).to.match(/; Secure(;|$)/);
    }
  });

  it('change nothing for a foreign page, nor do calls without any', async () => {
    const browser = await signedIn();
    const body = { health_monitor: { type: 'TCP', delay: 5, timeout: 4, max_retries: 3 } };
    const foreign = { 'x-lbaas-page': '', origin: 'https://evil.example', 'content-type': 'text/plain' };
    const count = async () => (await api.query('SELECT 1 FROM health_monitors')).length;
    const before = await count();
    const path = '/v2.0/lb/health_monitors';
    for (const headers of [{ 'x-lbaas-page': '' }, foreign, { ...foreign, cookie: '' }])
      expect(typeOf(await browser.post(path, body, headers))).to.equal('403 CrossSiteRequest');
    expect(await count()).to.equal(before);
    for (const [method, url] of [
      ['POST', '/ui/session'],
      ['PUT', '/ui/session'],
      ['DELETE', '/ui/session'],
    ] as const)
      expect(typeOf(await browser.send(method, url, MEMBER, foreign))).to.equal('403 CrossSiteRequest');
    expect((await pools(browser)).status).to.equal(200);
    const asked = await server.app.inject({
      method: 'OPTIONS',
      url: path,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(asked.statusCode).to.be.at.least(400);
    const read = await browser.get('/v2.0/lb/pools', foreign);
    for (const headers of [asked.headers, read.headers])
      expect(headers).not.to.have.property('access-control-allow-origin');
  });

  it('are over at every server once one is signed out', async () => {
    const browser = await signedIn();
    const elsewhere = new Browser(other.app, browser.cookie);
    expect((await pools(elsewhere)).status).to.equal(200);
    const { cookie } = browser;
    const out = await browser.delete('/ui/session');
    expect(out.status).to.equal(204);
    expect(browser.cookie).to.equal('');
    expect(typeOf(await pools(elsewhere))).to.equal('401 HTTPUnauthorized');
    expect((await elsewhere.get('/ui/session')).body.session).to.equal(null);
    expect(typeOf(await pools(new Browser(server.app, cookie)))).to.equal('401 HTTPUnauthorized');
    expect((await elsewhere.delete('/ui/session')).status).to.equal(204);
  });

  it('end the event stream at another server with them, and no stream of others', async () => {
    const [browser, neighbour] = [await signedIn(), await signedIn()];
    const stream = await other.listen(undefined, { cookie: browser.cookie });
    const theirs = await other.listen(undefined, { cookie: neighbour.cookie });
    expect([stream.status, theirs.status]).to.deep.equal([200, 200]);
    await browser.delete('/ui/session');
    await eventually(() => expect(stream.heard.at(-1)?.event).to.equal('end'), { withinMs: 20_000 });
    expect(stream.heard.at(-1)?.data['NeutronError']).to.include({ type: 'HTTPUnauthorized' });
    expect(theirs.end).to.equal(undefined);
    theirs.close();
  });

  it('have a new id after each sign-in and each change of project, and the old one is out', async () => {
    const browser = await signedIn();
    const first = browser.cookie;
    await browser.signIn({ project_id: 'two' });
    const second = browser.cookie;
    const changed = await browser.put('/ui/session', { project_id: 'three' });
    expect(changed.status).to.equal(200);
    expect(changed.body.session).to.deep.include({ project: { id: 'three', name: 'three' }, role: 'member' });
    expect(new Set([first, second, browser.cookie]).size).to.equal(3);
    for (const cookie of [first, second])
      expect(typeOf(await pools(new Browser(server.app, cookie)))).to.equal('401 HTTPUnauthorized');
    expect((await pools(browser)).status).to.equal(200);
  });

  it('let admins alone look at all projects, and say which there are', async () => {
    const admin = await signedIn(ADMIN);
    const { cookie } = admin;
    const all = await admin.put('/ui/session', { all_projects: true });
    expect(all.body.session).to.include({ all_projects: true, role: 'admin' });
    expect(admin.cookie).to.equal(cookie);
    expect((await admin.get('/ui/session')).body).to.deep.equal(all.body);
    const monitor = { type: 'PING', delay: 5, timeout: 4, max_retries: 3 };
    await admin.post('/v2.0/lb/health_monitors', { health_monitor: { ...monitor, tenant_id: 'owner' } });
    const { projects = [] } = (await admin.get('/ui/session/projects')).body;
    expect(projects.map(({ id }) => id)).to.include.members(['ops', 'owner']);
    const member = await admin.put('/ui/session', { is_admin: false });
    expect(member.body.session).to.include({ role: 'member', all_projects: false });
    expect((await admin.get('/ui/session/projects')).body.projects).to.deep.equal([
      { id: 'ops', name: 'ops' },
    ]);
    const refused = await admin.put('/ui/session', { all_projects: true });
    expect(typeOf(refused)).to.equal('403 PolicyNotAuthorized');
    expect(typeOf(await admin.signIn({ ...MEMBER, all_projects: true }))).to.equal('403 PolicyNotAuthorized');
  });

  it('are refused for cookies that nobody has given out', async () => {
    const { cookie } = await signedIn();
    const last = cookie.endsWith('A') ? 'Q' : 'A';
    const wrong = [`${cookie.slice(0, -1)}${last}`, `${cookie}A`, 'lbaas_session=', 'lbaas_session="a;b"'];
    for (const each of wrong) {
      const browser = new Browser(server.app, each);
      expect(typeOf(await pools(browser)), each).to.equal('401 HTTPUnauthorized');
      expect((await browser.get('/ui/session')).body.session, each).to.equal(null);
      expect(typeOf(await browser.put('/ui/session', {})), each).to.equal('401 HTTPUnauthorized');
    }
  });

  it('begin with a body that makes sense only', async () => {
    const browser = new Browser(server.app);
    for (const body of [
      undefined,
      '{',
      [],
      {},
      { project_id: '' },
      { project_id: 1 },
      { project_id: 'p', more: 1 },
    ])
      expect(typeOf(await browser.post('/ui/session', body)), JSON.stringify(body)).to.match(/^400 /);
    expect(typeOf(await browser.post('/ui/session', { project_id: 'p'.repeat(300) }))).to.match(/^400 /);
    expect(typeOf(await browser.post('/ui/session', { project_id: 'p'.repeat(20_000) }))).to.match(/^413 /);
    expect(browser.cookie).to.equal('');
  });

  it('cost a call with the cookie one statement, and other calls none', async () => {
    const browser = await signedIn();
    const counter = new StatementCounter(server.pool);
    const lookups = async (call: () => Promise<unknown>): Promise<number> =>
      (await counter.during(call)).filter((text) => text.includes('page_sessions')).length;
    expect(await lookups(() => pools(browser))).to.equal(1);
    expect(await lookups(() => server.as({ 'x-project-id': 'one' }).get('/lb/pools'))).to.equal(0);
  });

  it('leave no secret in the log or in the database', async () => {
    const secret = (await signedIn()).cookie.split('=')[1] ?? '';
    const rows = await api.query<{ row: string }>(
      'SELECT to_json(page_sessions)::text AS row FROM page_sessions',
    );
    expect(rows.map(({ row }) => row).join()).not.to.contain(secret);
    expect(lines.join()).to.contain('/ui/session').and.not.to.contain(secret);
  });
});
