import { createLogger, eventually } from '@lbaas/common/runtime';
import { endedSessions, hashToken, Housekeeping } from '@lbaas/server/testing';
import { createConnectionPool, UnitOfWork } from '@lbaas/server/persistence';
import { expect } from 'chai';
import { Browser, type PageAnswer } from '../support/browser.ts';
import type { EventServer } from '../support/events-fixture.ts';
import { startPageServer } from '../support/page-server.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const TOKENS = { admin: 'a'.repeat(40), member: 'm'.repeat(40), reader: 'r'.repeat(40) } as const;
const tokens = Object.entries(TOKENS).map(([role, token]) => ({
  hash: hashToken(token),
  userId: `the ${role}`,
  projectId: role === 'admin' ? 'ops' : 'one',
  roles: [role],
}));

const typeOf = ({ status, body }: PageAnswer): string => `${status} ${body.NeutronError?.type ?? ''}`.trim();

describe('sessions of the web page with static tokens', function () {
  this.timeout(120_000);
  const lines: string[] = [];
  const api = useLbaasApi();
  let server: EventServer;

  before(async () => {
    server = await startPageServer(api, { kind: 'token', tokens }, { guessesPerSecond: 1, lines });
  });
  after(() => server.stop());

  async function signedIn(role: keyof typeof TOKENS): Promise<Browser> {
    const browser = new Browser(server.app);
    expect((await browser.signIn({ token: TOKENS[role] })).status).to.equal(201);
    return browser;
  }

  it('are for whom the token was given to', async () => {
    const browser = await signedIn('reader');
    const { body } = await browser.get('/ui/session');
    expect(body).to.deep.include({ auth: 'token' });
    expect(body.session).to.deep.include({
      user: { id: 'the reader', name: 'the reader' },
      project: { id: 'one', name: 'one' },
      role: 'reader',
      can_change_project: false,
    });
    expect((await browser.get('/v2.0/lb/pools')).status).to.equal(200);
    const refused = await browser.post('/v2.0/lb/health_monitors', { health_monitor: {} });
    expect(typeOf(refused)).to.equal('403 PolicyNotAuthorized');
    const projects = await browser.get('/ui/session/projects');
    expect(projects.body.projects).to.deep.equal([{ id: 'one', name: 'one' }]);
  });

  it('stay in the project of the token', async () => {
    const browser = await signedIn('admin');
    expect((await browser.put('/ui/session', { all_projects: true })).body.session?.all_projects).to.equal(
      true,
    );
    expect(typeOf(await browser.put('/ui/session', { project_id: 'one' }))).to.equal('400 HTTPBadRequest');
    expect((await browser.get('/v2.0/lb/pools')).status).to.equal(200);
  });

  it('do not make a token of their own weaker', async () => {
    const browser = await signedIn('reader');
    const headers = { 'x-auth-token': TOKENS.admin, 'x-lbaas-page': '' };
    expect((await browser.get('/v2.0/agents', headers)).status).to.equal(200);
    expect(typeOf(await browser.get('/v2.0/agents', { 'x-auth-token': 'wrong' }))).to.equal(
      '401 HTTPUnauthorized',
    );
  });

  it('are seen by nobody else', async () => {
    const [admin, member] = [await signedIn('admin'), await signedIn('member')];
    expect((await admin.get('/ui/session')).body.session?.role).to.equal('admin');
    expect((await member.get('/ui/session')).body.session?.role).to.equal('member');
    await admin.delete('/ui/session');
    expect((await member.get('/ui/session')).body.session?.role).to.equal('member');
    expect((await admin.get('/ui/session')).body.session).to.equal(null);
  });

  it('are over when their time is, streams included, and are cleared away', async () => {
    const browser = await signedIn('member');
    const stream = await server.listen(undefined, { cookie: browser.cookie });
    expect(stream.status).to.equal(200);
    await api.query("UPDATE page_sessions SET expires_at = now() WHERE user_id = 'the member'");
    expect(typeOf(await browser.get('/v2.0/lb/pools'))).to.equal('401 HTTPUnauthorized');
    expect((await browser.get('/ui/session')).body.session).to.equal(null);
    await api.query("SELECT pg_notify('lbaas_sessions', '')");
    await eventually(() => expect(stream.heard.at(-1)?.event).to.equal('end'), { withinMs: 20_000 });
    await signedIn('reader');
    const pool = createConnectionPool({ url: api.url, poolSize: 2 });
    const logger = createLogger({ name: 'test', level: 'silent' });
    const unitOfWork = new UnitOfWork({ pool });
    const housekeeping = new Housekeeping({ unitOfWork, chores: [endedSessions], logger });
    housekeeping.start();
    const over = 'SELECT 1 FROM page_sessions WHERE expires_at < now()';
    await eventually(async () => expect(await api.query(over)).to.deep.equal([]), { withinMs: 20_000 });
    await housekeeping.stop();
    await pool.end();
    expect((await api.query('SELECT 1 FROM page_sessions')).length).to.be.above(0);
  });

  it('cannot be had by guessing', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, n) => new Browser(server.app).signIn({ token: `wrong ${n}` })),
    );
    const outcomes = new Set(guesses.map(typeOf));
    expect(outcomes).to.deep.equal(new Set(['401 HTTPUnauthorized', '429 HTTPTooManyRequests']));
    expect(lines.join()).not.to.contain('wrong 1');
    for (const token of Object.values(TOKENS)) expect(lines.join()).not.to.contain(token);
  });
});
