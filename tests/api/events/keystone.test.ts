import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metrics, createLogger, eventually, systemClock } from '@lbaas/common/runtime';
import { type Keystone, type KeystoneAccount, KeystoneAccounts, startKeystone } from '@lbaas/lab';
import { expect } from 'chai';
import { KeystoneAuthenticator } from '@lbaas/server/testing';
import { Browser } from '../support/browser.ts';
import type { EventListener } from '../support/event-listener.ts';
import { type EventServer, startEventServer } from '../support/events-fixture.ts';
import { keystoneOptions } from '../support/keystone-options.ts';
import { created, refused } from '../support/lbaas-v1-client.ts';
import { monitorBody } from '../support/lbaas-v1-fixture.ts';
import { startPageServer } from '../support/page-server.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const SERVICE = { user: 'lbaas', password: 'lbaas', project: 'service' };

describe('event streams of callers that Keystone knows', function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-keystone-'));
  const api = useLbaasApi();
  let keystone: Keystone;
  let accounts: KeystoneAccounts;
  let acme: string;
  let users = 0;
  const authenticators: KeystoneAuthenticator[] = [];
  const servers: EventServer[] = [];

  before(async function () {
    this.timeout(120_000);
    keystone = await startKeystone({ dir: directory });
    accounts = new KeystoneAccounts(keystone);
    acme = await accounts.createProject('acme');
    await accounts.createProject('service');
    await accounts.createUser(SERVICE, ['service']);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    for (const authenticator of authenticators.splice(0)) authenticator.stop();
  });
  after(async () => {
    await keystone.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function serve(cacheTtlMs: number): Promise<EventServer> {
    const logger = createLogger({ name: 'test', level: 'silent' });
    const options = { ...keystoneOptions(keystone, SERVICE), cacheTtlMs };
    const authenticator = new KeystoneAuthenticator(options, {
      logger,
      metrics: new Metrics(),
      clock: systemClock,
    });
    authenticators.push(authenticator);
    const server = await startEventServer(api, { authenticator, minAskMs: 50 });
    servers.push(server);
    return server;
  }

  async function newUser(...roles: readonly string[]): Promise<KeystoneAccount & { readonly id: string }> {
    const account = { user: `user-${(users += 1)}`, password: 'secret', project: 'acme' };
    return { ...account, id: await accounts.createUser(account, roles) };
  }

  /** Events of the project arrive without another validation at Keystone. */
  async function expectToHear(listener: EventListener): Promise<void> {
    const inProject = api.as({ 'x-project-id': acme, 'x-roles': 'member' });
    const { id } = created(await inProject.post('/lb/health_monitors', monitorBody()));
    await eventually(() => expect(listener.heard.map(({ data }) => data.id)).to.include(id), {
      withinMs: 5000,
    });
  }

  const endOf = (listener: EventListener): Promise<unknown> =>
    eventually(
      () => {
        expect(listener.end).to.equal('in order');
        const last = listener.heard.at(-1);
        expect(last?.event).to.equal('end');
        return last?.data['NeutronError'];
      },
      { withinMs: 30_000 },
    );

  const endings: Readonly<Record<string, (user: { id: string }, token: string) => Promise<void>>> = {
    'whose token is revoked': (_user, token) => accounts.revoke(token),
    'who is disabled': ({ id }) => accounts.disable(id),
    'whose only role is taken away': ({ id }) => accounts.ungrant(id, 'acme', 'member'),
  };
  for (const [who, happens] of Object.entries(endings)) {
    it(`end for one ${who}, and for nobody else`, async () => {
      const server = await serve(300);
      const [user, other] = [await newUser('member'), await newUser('member')];
      const [token, theirs] = [await accounts.login(user), await accounts.login(other)];
      const listener = await server.listen(undefined, { 'x-auth-token': token });
      const remaining = await server.listen(undefined, { 'x-auth-token': theirs });
      await expectToHear(listener);
      const { lastId } = listener;
      await happens(user, token);
      expect(await endOf(listener)).to.include({ type: 'HTTPUnauthorized' });
      expect(listener.lastId).to.equal(lastId);
      const again = await server.listen(undefined, { 'x-auth-token': token });
      expect(again.status).to.equal(401);
      await expectToHear(remaining);
      expect(remaining.end).to.equal(undefined);
      remaining.close();
    });
  }

  it('end for an admin who is a member from now on, and who hears of the own project then', async () => {
    const server = await serve(300);
    const user = await newUser('admin', 'member');
    const token = await accounts.login(user);
    const listener = await server.listen(undefined, { 'x-auth-token': token });
    await expectToHear(listener);
    await accounts.ungrant(user.id, 'acme', 'admin');
    expect(await endOf(listener)).to.include({ type: 'PolicyNotAuthorized' });
    const again = await server.listen(undefined, { 'x-auth-token': token });
    await expectToHear(again);
    again.close();
  });

  it('go on for as long as a call would be let in without a question', async () => {
    const server = await serve(600_000);
    const token = await accounts.login(await newUser('member'));
    const listener = await server.listen(undefined, { 'x-auth-token': token });
    await accounts.revoke(token);
    await expectToHear(listener);
    expect(listener.end).to.equal(undefined);
    listener.close();
  });

  it('go on while Keystone is away, and end with what it says when it is back', async () => {
    const server = await serve(100);
    const token = await accounts.login(await newUser('member'));
    const listener = await server.listen(undefined, { 'x-auth-token': token });
    await keystone.stop();
    const client = server.as({ 'x-auth-token': token });
    await eventually(async () => refused(await client.get('/lb/pools'), 503, 'ServiceUnavailable'), {
      withinMs: 5000,
    });
    await expectToHear(listener);
    await keystone.start();
    await eventually(async () => expect((await client.get('/lb/pools')).status).to.equal(200), {
      withinMs: 30_000,
    });
    await expectToHear(listener);
    expect(listener.end).to.equal(undefined);
    await accounts.revoke(token);
    expect(await endOf(listener)).to.include({ type: 'HTTPUnauthorized' });
  });

  it('end with the session of the web page, which goes to another project of its user', async () => {
    const other = await accounts.createProject('other');
    const { id, ...user } = await newUser('member');
    await accounts.grant(id, 'other', 'admin');
    const server = await startPageServer(api, {
      kind: 'keystone',
      keystone: keystoneOptions(keystone, SERVICE),
    });
    servers.push(server);
    const browser = new Browser(server.app);
    for (const wrong of [{ password: 'wrong' }, { project: 'service' }, { user: 'nobody' }])
      expect((await browser.signIn({ ...user, ...wrong })).status).to.equal(401);
    const { status, body } = await browser.signIn(user);
    expect(status).to.equal(201);
    expect(body.session).to.deep.include({
      user: { id, name: user.user },
      project: { id: acme, name: 'acme' },
      role: 'member',
    });
    const { projects } = (await browser.get('/ui/session/projects')).body;
    expect(projects).to.deep.equal([
      { id: acme, name: 'acme' },
      { id: other, name: 'other' },
    ]);
    const listener = await server.listen(undefined, { cookie: browser.cookie });
    await expectToHear(listener);
    const changed = await browser.put('/ui/session', { project_id: other });
    expect(changed.body.session).to.deep.include({ project: { id: other, name: 'other' }, role: 'admin' });
    expect(await endOf(listener)).to.include({ type: 'HTTPUnauthorized' });
    expect((await browser.put('/ui/session', { project_id: 'none' })).status).to.equal(403);
  });
});
