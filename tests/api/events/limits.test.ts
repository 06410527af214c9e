import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { NoAuthenticator } from '@lbaas/server/testing';
import type { EventListener } from '../support/event-listener.ts';
import { type EventServer, type EventServerOptions, startEventServer } from '../support/events-fixture.ts';
import { refused } from '../support/lbaas-v1-client.ts';
import { memberBody, memberOf, newMonitor, newPool } from '../support/lbaas-v1-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

/** Together more than the buffers between server and client hold. */
const BIG = { members: 300, changes: 1500 };

/** Longer than the time limit of a test: a test that waits for it fails. */
const MUCH_LATER_MS = 600_000;

describe('bounds of event streams', function () {
  this.timeout(60_000);
  const api = useLbaasApi();
  const servers: EventServer[] = [];
  const listeners: EventListener[] = [];

  afterEach(async () => {
    for (const listener of listeners.splice(0)) listener.close();
    for (const server of servers.splice(0)) await server.stop();
  });

  async function start(options: EventServerOptions = {}): Promise<EventServer> {
    const server = await startEventServer(api, options);
    servers.push(server);
    return server;
  }

  async function listen(
    server: EventServer,
    headers?: Readonly<Record<string, string>>,
  ): Promise<EventListener> {
    const listener = await server.listen(undefined, headers);
    listeners.push(listener);
    return listener;
  }

  const openOn = async (server: EventServer): Promise<string | undefined> =>
    /lbaas_event_streams (\d+)/.exec(await server.metrics.render())?.[1];

  it('a project has so many streams, and a server too; those that end make room', async () => {
    const server = await start({ maxStreams: 3, maxStreamsPerProject: 2 });
    const [first] = [await listen(server), await listen(server)];
    const third = await server.as(memberOf('one')).get('/lb/events');
    refused(third, 429, 'TooManyEventStreams');
    expect(Number(third.headers['retry-after'])).to.be.above(0);
    expect((await listen(server, memberOf('two'))).status).to.equal(200);
    const fourth = await server.as(memberOf('two')).get('/lb/events');
    refused(fourth, 503, 'ServiceUnavailable');
    expect(Number(fourth.headers['retry-after'])).to.be.above(0);
    first?.close();
    await eventually(async () => expect(await openOn(server)).to.equal('2'), { withinMs: 30_000 });
    expect((await listen(server)).status).to.equal(200);
  });

  it('end in order when the server stops, which waits for nobody', async () => {
    const server = await startEventServer(api, { slowMs: MUCH_LATER_MS });
    const all = [await listen(server), await listen(server), await listen(server, {})];
    await server.stop();
    await eventually(() => expect(all.map(({ end }) => end)).to.deep.equal(Array(3).fill('in order')), {
      withinMs: 30_000,
    });
  });

  it('end with the token of the caller', async () => {
    const noAuth = new NoAuthenticator();
    const authenticate: NoAuthenticator['authenticate'] = async (headers) => ({
      ...(await noAuth.authenticate(headers)),
      expiresAtMs: Date.now() + 300,
    });
    const server = await start({ authenticator: Object.assign(new NoAuthenticator(), { authenticate }) });
    const listener = await listen(server);
    await eventually(() => expect(listener.end).to.equal('in order'), { withinMs: 30_000 });
    const [end] = await listener.take(1);
    expect(end).to.deep.include({ event: 'end', id: listener.lastId });
    expect(end?.data['NeutronError']).to.deep.equal({
      type: 'HTTPUnauthorized',
      message: 'The token has expired.',
      detail: '',
    });
  });

  it('give a sign of life when nothing happens, with where to go on from', async () => {
    const server = await start({ heartbeatMs: 50 });
    const listener = await listen(server, memberOf('somebody else'));
    await eventually(() => expect(listener.lastId).to.not.equal(''), { withinMs: 30_000 });
    const opened = listener.lastId;
    await newMonitor(api);
    await eventually(() => expect(listener.lastId).to.not.equal(opened), { withinMs: 30_000 });
    expect(listener.heard).to.deep.equal([]);
    expect(listener.comments.slice(0, 2)).to.deep.equal(['open', 'still here']);
  });

  /** Changes a pool so often, and with so much data, that not all of it can be in flight. */
  async function changeMuch(): Promise<void> {
    const pool = await newPool(api);
    const members = Array.from({ length: BIG.members }, (_, index) =>
      memberBody(pool.id, `10.1.0.${(index % 200) + 1}`, { protocol_port: 1000 + index }),
    );
    await api.one.post('/lb/members', { members: members.map(({ member }) => member) });
    for (let left = BIG.changes; left > 0; left -= 1) {
      await api.query(
        `INSERT INTO events (project_id, action, resource_type, resource_id) VALUES ('one', 'update', 'pool', $1)`,
        [pool.id],
      );
    }
  }

  it('do not keep a server from stopping with clients that do not read', async () => {
    const server = await startEventServer(api, { slowMs: MUCH_LATER_MS });
    const full = await listen(server);
    const eager = await listen(server);
    full.pause();
    await changeMuch();
    const idle = await listen(server);
    idle.pause();
    const last = await newMonitor(api);
    await eventually(() => expect(eager.heard.at(-1)?.data.id).to.equal(last.id), { withinMs: 30_000 });
    await server.stop();
    expect(eager.end).to.equal('in order');
  });

  it('are cut when the client leaves too much unread; it goes on where it was, and others hear all', async () => {
    const server = await start({ slowMs: 2000 });
    const slow = await listen(server);
    const eager = await listen(server);
    await eventually(() => expect(slow.lastId).to.not.equal(''), { withinMs: 30_000 });
    slow.pause();
    await changeMuch();
    const last = await newMonitor(api);
    const isLast = (listener: EventListener) => expect(listener.heard.at(-1)?.data.id).to.equal(last.id);
    await eventually(() => isLast(eager), { withinMs: 30_000 });
    await eventually(async () => expect(await openOn(server)).to.equal('1'), { withinMs: 30_000 });
    expect(eager.end).to.equal(undefined);

    slow.resume();
    await eventually(() => expect(slow.end).to.equal('cut'), { withinMs: 5000 });
    const heard = [...slow.heard];
    for (let { lastId } = slow; heard.at(-1)?.data.id !== last.id;) {
      const again = await listen(server, { ...memberOf('one'), 'last-event-id': lastId });
      // On a busy machine this one may be cut as well.
      await eventually(() => again.end === 'cut' || isLast(again), { withinMs: 30_000 });
      heard.push(...again.heard);
      ({ lastId } = again);
    }
    const ids = (events: EventListener['heard']) => events.map(({ id }) => id);
    expect(ids(heard)).to.deep.equal(ids(eager.heard));
  });
});
