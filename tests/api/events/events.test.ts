import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { refused, show } from '../support/lbaas-v1-client.ts';
import { associate, memberOf, newMember, newMonitor, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { named, shown, useEventServers } from '../support/use-event-servers.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('GET /lb/events', function () {
  this.timeout(30_000);
  const api = useLbaasApi({ agent: {} });
  const streams = useEventServers(api);

  it('is a stream of events that says how to come back', async () => {
    const listener = await streams.listen();
    expect(listener.status).to.equal(200);
    expect(listener.headers).to.include({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    expect(listener.headers['x-openstack-request-id']).to.match(/^req-/);
    await eventually(() => expect(listener.lastId).to.match(/^\w+-\w+$/), { withinMs: 30_000 });
    expect(listener.comments).to.deep.equal(['open']);
    expect((await streams.server.as({}).get('/extensions/lb-events')).status).to.equal(200);
  });

  it('tells of every object that comes, changes and goes, as it is shown', async () => {
    const listener = await streams.listen();
    const pool = await newPool(api);
    expect(named(await listener.take(1))).to.deep.equal([`pool.create ${pool.id}`]);

    const member = await newMember(api, pool.id, '10.1.0.21');
    const [came, noted] = await listener.take(2);
    expect(named([came!, noted!])).to.have.members([`member.create ${member.id}`, `pool.update ${pool.id}`]);

    const vip = await newVip(api, pool.id);
    // The member no longer says that nothing is served.
    expect(named(await listener.take(3))).to.have.members([
      `vip.create ${vip.id}`,
      `pool.update ${pool.id}`,
      `member.status ${member.id}`,
    ]);

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
    expect(named(await listener.take(3))).to.have.members([
      `vip.delete ${vip.id}`,
      `pool.update ${pool.id}`,
      `member.status ${member.id}`,
    ]);

    await api.one.delete(`/lb/pools/${pool.id}`);
    const gone = await listener.take(2);
    expect(named(gone)).to.have.members([`pool.delete ${pool.id}`, `member.delete ${member.id}`]);
    expect(gone.map(shown)).to.deep.equal([undefined, undefined]);
    await api.one.delete(`/lb/health_monitors/${monitor.id}`);
    expect(named(await listener.take(1))).to.deep.equal([`health_monitor.delete ${monitor.id}`]);
  });

  it('tells a project of nothing that is not its own, and an admin of all', async () => {
    const one = await streams.listen();
    const two = await streams.listen(undefined, memberOf('two'));
    const reader = await streams.listen(undefined, { 'x-project-id': 'one', 'x-roles': 'reader' });
    const admin = await streams.listen(undefined, {});
    const narrowed = await streams.listen('/v2.0/lb/events?tenant_id=two&tenant_id=three', {});
    const curious = await streams.listen('/v2.0/lb/events?tenant_id=two');
    const pools = await streams.listen('/v2.0/lb/events?resource=pool&resource=vip&unheard_of=x', {});

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

  it('refuses what is no id and no resource', async () => {
    for (const id of ['x', '1', '-', '1-', '1-2-3', '01-1', '1-zzzzzzzzzzz', 'A-1', "1-1'", '1 - 1']) {
      const headers = { ...memberOf('one'), 'last-event-id': id };
      refused(await streams.server.as(headers).get('/lb/events'), 400, 'HTTPBadRequest');
      const path = `/lb/events?last_event_id=${encodeURIComponent(id)}`;
      refused(await streams.server.as(memberOf('one')).get(path), 400, 'HTTPBadRequest');
    }
    refused(await streams.server.as({}).get('/lb/events?resource=pool&resource=port'), 400, 'InvalidInput');
  });

  it('counts what it does', async () => {
    await eventually(
      async () => expect(await streams.server.metrics.render()).to.contain('lbaas_event_streams 0'),
      {
        withinMs: 30_000,
      },
    );
    const text = await streams.server.metrics.render();
    expect(text).to.match(/lbaas_events_sent_total [1-9]/);
    expect(text).to.match(/lbaas_event_delay_seconds_count [1-9]/);
  });
});
