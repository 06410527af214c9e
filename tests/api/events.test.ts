import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { EventListener, HeardEvent } from './event-listener.ts';
import { type EventServer, startEventServer } from './events-fixture.ts';
import { refused, show } from './lbaas-v1-client.ts';
import {
  type LbaasApi,
  associate,
  memberOf,
  newMember,
  newMonitor,
  newPool,
  newVip,
  startLbaasApi,
} from './lbaas-v1-fixture.ts';

const MEMBER_HEALTH = `
INSERT INTO member_health AS old (member_id, epoch, health, check_text, changed_at, reported_at)
SELECT $1, p.epoch, $3, 'Layer4 timeout', now(), now() FROM placements p WHERE p.device_id = $2
ON CONFLICT (member_id) DO UPDATE SET health = EXCLUDED.health, epoch = EXCLUDED.epoch`;

describe('GET /lb/events', function () {
  this.timeout(30_000);
  let api: LbaasApi;
  let server: EventServer;
  let other: EventServer;
  const listeners: EventListener[] = [];

  before(async () => {
    api = await startLbaasApi();
    server = await startEventServer(api);
    other = await startEventServer(api);
    await api.agent();
  });
  beforeEach(() => api.query('UPDATE agents SET heartbeat_at = now()'));
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.close();
  });
  after(async () => {
    await server.stop();
    await other.stop();
    await api.stop();
  });

  async function listen(
    path?: string,
    headers?: Readonly<Record<string, string>>,
    where = server,
  ): Promise<EventListener> {
    const listener = await where.listen(path, headers);
    listeners.push(listener);
    return listener;
  }

  const shown = ({ data }: HeardEvent): unknown => data[data.resource];
  const named = (events: readonly HeardEvent[]): string[] =>
    events.map(({ event, data }) => `${event} ${data.id}`);

  it('is a stream of events that says how to come back', async () => {
    const listener = await listen();
    expect(listener.status).to.equal(200);
    expect(listener.headers).to.include({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    expect(listener.headers['x-openstack-request-id']).to.match(/^req-/);
    await eventually(() => expect(listener.lastId).to.match(/^\w+-\w+$/), { withinMs: 1000 });
    expect(listener.comments).to.deep.equal(['open']);
    expect((await server.as({}).get('/extensions/lb-events')).status).to.equal(200);
  });

  it('tells of every object that comes, changes and goes, as it is shown', async () => {
    const listener = await listen();
    const pool = await newPool(api);
    expect(named(await listener.take(1))).to.deep.equal([`pool.create ${pool.id}`]);

    const member = await newMember(api, pool.id, '10.1.0.21');
    const [came, noted] = await listener.take(2);
    expect(named([came!, noted!])).to.have.members([`member.create ${member.id}`, `pool.update ${pool.id}`]);

    const vip = await newVip(api, pool.id);
    expect(named(await listener.take(2))).to.have.members([`vip.create ${vip.id}`, `pool.update ${pool.id}`]);

    const monitor = await newMonitor(api);
    const [made] = await listener.take(1);
    expect(named([made!])).to.deep.equal([`health_monitor.create ${monitor.id}`]);
    expect(made?.data).to.deep.equal({
      id: monitor.id,
      at: made?.data.at,
      resource: 'health_monitor',
      action: 'create',
      tenant_id: 'one',
      health_monitor: await show(api.one, `/lb/health_monitors/${monitor.id}`),
    });
    expect(Math.abs(Date.parse(made?.data.at ?? '') - Date.now())).to.be.below(60_000);

    await associate(api, pool.id, monitor.id);
    expect(named(await listener.take(2))).to.have.members([
      `health_monitor.update ${monitor.id}`,
      `pool.update ${pool.id}`,
    ]);

    await api.one.put(`/lb/pools/${pool.id}`, { pool: { name: 'renamed' } });
    const [renamed] = await listener.take(1);
    expect(shown(renamed!)).to.deep.equal(await show(api.one, `/lb/pools/${pool.id}`));

    await api.one.put(`/lb/pools/${pool.id}`, { pool: { name: 'renamed' } });
    await api.one.delete(`/lb/pools/${pool.id}/health_monitors/${monitor.id}`);
    expect(named(await listener.take(2))).to.have.members([
      `health_monitor.update ${monitor.id}`,
      `pool.update ${pool.id}`,
    ]);
    await api.one.delete(`/lb/vips/${vip.id}`);
    expect(named(await listener.take(2))).to.have.members([`vip.delete ${vip.id}`, `pool.update ${pool.id}`]);

    await api.one.delete(`/lb/pools/${pool.id}`);
    const gone = await listener.take(2);
    expect(named(gone)).to.have.members([`pool.delete ${pool.id}`, `member.delete ${member.id}`]);
    expect(gone.map(shown)).to.deep.equal([undefined, undefined]);
    await api.one.delete(`/lb/health_monitors/${monitor.id}`);
    expect(named(await listener.take(1))).to.deep.equal([`health_monitor.delete ${monitor.id}`]);
  });

  it('tells of statuses: pending, active, in error, inactive', async () => {
    const pool = await newPool(api);
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    const vip = await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.22');
    const still = await newMember(api, pool.id, '10.1.0.23');
    const listener = await listen();
    const statusOf = (event: HeardEvent) => (shown(event) as { status?: string }).status;

    await api.report(pool.id);
    const active = await listener.take(5);
    expect(named(active)).to.have.members([
      `pool.status ${pool.id}`,
      `vip.status ${vip.id}`,
      `member.status ${member.id}`,
      `member.status ${still.id}`,
      `health_monitor.status ${monitor.id}`,
    ]);
    const ofMonitor = active.find(({ data }) => data.id === monitor.id);
    expect(ofMonitor?.data['health_monitor']).to.have.nested.property('pools[0].status', 'ACTIVE');
    const others = active.filter((event) => event !== ofMonitor);
    expect(new Set(others.map(statusOf))).to.deep.equal(new Set(['ACTIVE']));

    await api.report(pool.id);
    await api.one.put(`/lb/members/${member.id}`, { member: { weight: 9 } });
    const [changed] = await listener.take(1);
    expect([changed?.event, statusOf(changed!)]).to.deep.equal(['member.update', 'PENDING_UPDATE']);

    const generation = await api.generationOf(pool.id);
    await api.report(pool.id, { observed: generation - 1, failed: generation, error: 'no such file' });
    const [failed] = await listener.take(1);
    expect(named([failed!])).to.deep.equal([`member.status ${member.id}`]);
    expect(shown(failed!)).to.include({ status: 'ERROR' });
    expect((shown(failed!) as { status_description: string }).status_description).to.contain('no such file');

    await api.report(pool.id);
    const [mended] = await listener.take(1);
    expect([mended?.data.id, statusOf(mended!)]).to.deep.equal([member.id, 'ACTIVE']);

    await api.query(MEMBER_HEALTH, [member.id, pool.id, 'down']);
    const [down] = await listener.take(1);
    expect([down?.data.id, statusOf(down!)]).to.deep.equal([member.id, 'INACTIVE']);
    await api.query(MEMBER_HEALTH, [member.id, pool.id, 'up']);
    const [up] = await listener.take(1);
    expect([up?.data.id, statusOf(up!)]).to.deep.equal([member.id, 'ACTIVE']);

    await api.query('DELETE FROM placements WHERE device_id = $1', [pool.id]);
    const lost = await listener.take(5);
    expect(new Set(lost.filter(({ data }) => data.id !== monitor.id).map(statusOf))).to.deep.equal(
      new Set(['PENDING_UPDATE']),
    );
    expect(listener.heard).to.deep.equal([]);
  });

  it('tells of what has happened to a balancer that runs again', async () => {
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id, { protocol_port: 81 });
    await newMember(api, pool.id, '10.1.0.24');
    await api.report(pool.id);
    const listener = await listen();
    await api.query(
      `UPDATE placements SET incident_at = now(), incident = 'it was killed', incident_generation = observed_generation
       WHERE device_id = $1`,
      [pool.id],
    );
    expect(named(await listener.take(2))).to.deep.equal([`pool.status ${pool.id}`, `vip.status ${vip.id}`]);
    await api.report(pool.id);
    expect(listener.heard).to.deep.equal([]);
  });

  it('says why something waits for an agent', async () => {
    const agents = await api.query<{ id: string }>('UPDATE agents SET cordoned = true RETURNING id');
    const pool = await newPool(api);
    const listener = await listen();
    await api.query(`UPDATE devices SET placement_reason = 'nobody is there' WHERE id = $1`, [pool.id]);
    const [waiting] = await listener.take(1);
    await api.query('UPDATE agents SET cordoned = false');
    expect(agents).to.not.have.length(0);
    expect(waiting?.event).to.equal('pool.status');
    expect(shown(waiting!)).to.include({ status: 'PENDING_CREATE', status_description: 'nobody is there' });
  });

  it('tells a project of nothing that is not its own, and an admin of all', async () => {
    const one = await listen();
    const two = await listen(undefined, memberOf('two'));
    const reader = await listen(undefined, { 'x-project-id': 'one', 'x-roles': 'reader' });
    const admin = await listen(undefined, {});
    const narrowed = await listen('/v2.0/lb/events?tenant_id=two&tenant_id=three', {});
    const curious = await listen('/v2.0/lb/events?tenant_id=two');
    const pools = await listen('/v2.0/lb/events?resource=pool&resource=vip&unheard_of=x', {});

    const mine = await newMonitor(api);
    const body = { health_monitor: { type: 'TCP', delay: 5, timeout: 3, max_retries: 2 } };
    const { id: theirs } = (await api.two.post('/lb/health_monitors', body)).body.health_monitor;
    const pool = await newPool(api);

    expect(named(await one.take(2))).to.deep.equal([
      `health_monitor.create ${mine.id}`,
      `pool.create ${pool.id}`,
    ]);
    expect((await reader.take(2)).map(({ data }) => data.id)).to.deep.equal([mine.id, pool.id]);
    expect((await two.take(1)).map(({ data }) => data.id)).to.deep.equal([theirs]);
    expect((await admin.take(3)).map(({ data }) => data.id)).to.deep.equal([mine.id, theirs, pool.id]);
    expect((await narrowed.take(1)).map(({ data }) => data.id)).to.deep.equal([theirs]);
    expect(named(await pools.take(1))).to.deep.equal([`pool.create ${pool.id}`]);
    for (const each of [one, two, reader, admin, narrowed, curious, pools]) {
      expect(each.heard).to.deep.equal([]);
    }
  });

  it('goes on from the last event, on another server too', async () => {
    const first = await listen();
    const pool = await newPool(api);
    const [created] = await first.take(1);
    first.close();
    await api.one.put(`/lb/pools/${pool.id}`, { pool: { name: 'meanwhile' } });
    const monitor = await newMonitor(api);
    const expected = [`pool.update ${pool.id}`, `health_monitor.create ${monitor.id}`];

    const header = { ...memberOf('one'), 'last-event-id': created?.id ?? '' };
    const second = await listen('/v2.0/lb/events?last_event_id=overruled', header, other);
    expect(named(await second.take(2))).to.deep.equal(expected);
    const third = await listen(`/v2.0/lb/events?last_event_id=${created?.id}`, undefined, other);
    expect(named(await third.take(2))).to.deep.equal(expected);
    await api.one.delete(`/lb/health_monitors/${monitor.id}`);
    expect(named(await second.take(1))).to.deep.equal([`health_monitor.delete ${monitor.id}`]);
    expect(named(await third.take(1))).to.deep.equal([`health_monitor.delete ${monitor.id}`]);
  });

  it('goes on in the middle of a transaction as if it had not been interrupted', async () => {
    await api.query(`UPDATE agents SET heartbeat_at = now() - interval '1 h'`);
    const first = await listen();
    const pool = await newPool(api);
    const [created] = await first.take(1);
    const recorded = await api.query('SELECT action FROM events WHERE resource_id = $1 ORDER BY seq', [
      pool.id,
    ]);
    expect(recorded).to.deep.equal([{ action: 'create' }, { action: 'status' }]);
    const monitor = await newMonitor(api);
    const header = { ...memberOf('one'), 'last-event-id': created?.id ?? '' };
    const second = await listen(undefined, header, other);
    expect(named(await second.take(1))).to.deep.equal([`health_monitor.create ${monitor.id}`]);
  });

  it('goes on from where a stream was opened, when nothing has come', async () => {
    const first = await listen();
    await eventually(() => expect(first.lastId).to.not.equal(''), { withinMs: 1000 });
    first.close();
    const monitor = await newMonitor(api);
    const second = await listen(undefined, { ...memberOf('one'), 'last-event-id': first.lastId }, other);
    expect(named(await second.take(1))).to.deep.equal([`health_monitor.create ${monitor.id}`]);
  });

  it('tells of the deletion of what is gone, and of nothing before', async () => {
    const first = await listen();
    await eventually(() => expect(first.lastId).to.not.equal(''), { withinMs: 1000 });
    first.close();
    const monitor = await newMonitor(api);
    await api.one.put(`/lb/health_monitors/${monitor.id}`, { health_monitor: { delay: 30 } });
    await api.one.delete(`/lb/health_monitors/${monitor.id}`);
    const second = await listen(undefined, { ...memberOf('one'), 'last-event-id': first.lastId });
    expect(named(await second.take(1))).to.deep.equal([`health_monitor.delete ${monitor.id}`]);
    expect(second.heard).to.deep.equal([]);
  });

  it('refuses what is no id and no resource', async () => {
    for (const id of ['x', '1', '-', '1-', '1-2-3', '01-1', '1-zzzzzzzzzzz', 'A-1', "1-1'", '1 - 1']) {
      const headers = { ...memberOf('one'), 'last-event-id': id };
      refused(await server.as(headers).get('/lb/events'), 400, 'HTTPBadRequest');
      const path = `/lb/events?last_event_id=${encodeURIComponent(id)}`;
      refused(await server.as(memberOf('one')).get(path), 400, 'HTTPBadRequest');
    }
    refused(await server.as({}).get('/lb/events?resource=pool&resource=port'), 400, 'InvalidInput');
  });

  it('tells a client that has missed something, and one from the future, to list again', async () => {
    const before = await listen();
    const pool = await newPool(api);
    const [created] = await before.take(1);
    await api.one.delete(`/lb/pools/${pool.id}`);
    await before.take(1);
    const [last] = await api.query<{ xid: number; seq: number }>(
      'SELECT xid, seq FROM events ORDER BY xid DESC, seq DESC LIMIT 1',
    );
    await api.query('UPDATE event_horizon SET xid = $1, seq = $2', [last?.xid, last?.seq]);

    for (const id of [created?.id ?? '', 'zzzzzzzzz-1']) {
      const late = await listen(undefined, { ...memberOf('one'), 'last-event-id': id });
      const [reset] = await late.take(1);
      expect(reset?.event).to.equal('reset');
      const monitor = await newMonitor(api);
      expect(named(await late.take(1))).to.deep.equal([`health_monitor.create ${monitor.id}`]);
      const back = await listen(undefined, { ...memberOf('one'), 'last-event-id': reset?.id ?? '' }, other);
      expect(named(await back.take(1))).to.deep.equal([`health_monitor.create ${monitor.id}`]);
    }
    await api.query('UPDATE event_horizon SET xid = 0, seq = 0');
  });

  it('counts what it does', async () => {
    await eventually(async () => expect(await server.metrics.render()).to.contain('lbaas_event_streams 0'), {
      withinMs: 2000,
    });
    const text = await server.metrics.render();
    expect(text).to.match(/lbaas_events_sent_total [1-9]/);
    expect(text).to.match(/lbaas_event_delay_seconds_count [1-9]/);
  });
});
