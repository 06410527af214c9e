import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { memberOf, newMonitor, newPool } from '../support/lbaas-v1-fixture.ts';
import { named, useEventServers } from '../support/use-event-servers.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('Last-Event-ID', function () {
  this.timeout(30_000);
  const api = useLbaasApi({ agent: {} });
  const streams = useEventServers(api);

  it('goes on from the last event, on another server too', async () => {
    const first = await streams.listen();
    const pool = await newPool(api);
    const [created] = await first.take(1);
    first.close();
    await api.one.put(`/lb/pools/${pool.id}`, { pool: { name: 'meanwhile' } });
    const monitor = await newMonitor(api);
    const expected = [`pool.update ${pool.id}`, `health_monitor.create ${monitor.id}`];

    const header = { ...memberOf('one'), 'last-event-id': created?.id ?? '' };
    const second = await streams.listen('/v2.0/lb/events?last_event_id=overruled', header, streams.other);
    expect(named(await second.take(2))).to.deep.equal(expected);
    const third = await streams.listen(
      `/v2.0/lb/events?last_event_id=${created?.id}`,
      undefined,
      streams.other,
    );
    expect(named(await third.take(2))).to.deep.equal(expected);
    await api.one.delete(`/lb/health_monitors/${monitor.id}`);
    expect(named(await second.take(1))).to.deep.equal([`health_monitor.delete ${monitor.id}`]);
    expect(named(await third.take(1))).to.deep.equal([`health_monitor.delete ${monitor.id}`]);
  });

  it('goes on in the middle of a transaction as if it had not been interrupted', async () => {
    await api.agents.silence(3600);
    const first = await streams.listen();
    const pool = await newPool(api);
    const [created] = await first.take(1);
    const recorded = await api.query('SELECT action FROM events WHERE resource_id = $1 ORDER BY seq', [
      pool.id,
    ]);
    expect(recorded).to.deep.equal([{ action: 'create' }, { action: 'status' }]);
    const monitor = await newMonitor(api);
    const header = { ...memberOf('one'), 'last-event-id': created?.id ?? '' };
    const second = await streams.listen(undefined, header, streams.other);
    expect(named(await second.take(1))).to.deep.equal([`health_monitor.create ${monitor.id}`]);
  });

  it('goes on from where a stream was opened, when nothing has come', async () => {
    const first = await streams.listen();
    await eventually(() => expect(first.lastId).to.not.equal(''), { withinMs: 30_000 });
    first.close();
    const monitor = await newMonitor(api);
    const second = await streams.listen(
      undefined,
      { ...memberOf('one'), 'last-event-id': first.lastId },
      streams.other,
    );
    expect(named(await second.take(1))).to.deep.equal([`health_monitor.create ${monitor.id}`]);
  });

  it('tells of the deletion of what is gone, and of nothing before', async () => {
    const first = await streams.listen();
    await eventually(() => expect(first.lastId).to.not.equal(''), { withinMs: 30_000 });
    first.close();
    const monitor = await newMonitor(api);
    await api.one.put(`/lb/health_monitors/${monitor.id}`, { health_monitor: { delay: 30 } });
    await api.one.delete(`/lb/health_monitors/${monitor.id}`);
    const second = await streams.listen(undefined, { ...memberOf('one'), 'last-event-id': first.lastId });
    expect(named(await second.take(1))).to.deep.equal([`health_monitor.delete ${monitor.id}`]);
    expect(second.heard).to.deep.equal([]);
  });

  it('tells a client that has missed something, and one from the future, to list again', async () => {
    const before = await streams.listen();
    const pool = await newPool(api);
    const [created] = await before.take(1);
    await api.one.delete(`/lb/pools/${pool.id}`);
    await before.take(1);
    const [last] = await api.query<{ xid: number; seq: number }>(
      'SELECT xid, seq FROM events ORDER BY xid DESC, seq DESC LIMIT 1',
    );
    await api.query('UPDATE event_horizon SET xid = $1, seq = $2', [last?.xid, last?.seq]);

    for (const id of [created?.id ?? '', 'zzzzzzzzz-1']) {
      const late = await streams.listen(undefined, { ...memberOf('one'), 'last-event-id': id });
      const [reset] = await late.take(1);
      expect(reset?.event).to.equal('reset');
      const monitor = await newMonitor(api);
      expect(named(await late.take(1))).to.deep.equal([`health_monitor.create ${monitor.id}`]);
      const back = await streams.listen(
        undefined,
        { ...memberOf('one'), 'last-event-id': reset?.id ?? '' },
        streams.other,
      );
      expect(named(await back.take(1))).to.deep.equal([`health_monitor.create ${monitor.id}`]);
    }
    await api.query('UPDATE event_horizon SET xid = 0, seq = 0');
  });
});
