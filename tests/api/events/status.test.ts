import { expect } from 'chai';
import type { HeardEvent } from '../support/event-listener.ts';
import {
  associate,
  newMember,
  newMonitor,
  newPool,
  newSentPool,
  newVip,
} from '../support/lbaas-v1-fixture.ts';
import { named, shown, useEventServers } from '../support/use-event-servers.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('events of statuses', function () {
  this.timeout(30_000);
  const api = useLbaasApi({ agent: {} });
  const streams = useEventServers(api);

  it('tells of statuses: pending, active, in error, inactive', async () => {
    const pool = await newSentPool(api);
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    const vip = await newVip(api, pool.id);
    const member = await newMember(api, pool.id, '10.1.0.22');
    const still = await newMember(api, pool.id, '10.1.0.23');
    const listener = await streams.listen();
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

    await api.agents.reportMember(member, 'down', 'Layer4 timeout');
    const [down] = await listener.take(1);
    expect([down?.data.id, statusOf(down!)]).to.deep.equal([member.id, 'INACTIVE']);
    await api.agents.reportMember(member, 'up', 'L4OK in 1ms');
    const [up] = await listener.take(1);
    expect([up?.data.id, statusOf(up!)]).to.deep.equal([member.id, 'ACTIVE']);

    await api.agents.deleteAll();
    const lost = await listener.take(5);
    expect(new Set(lost.filter(({ data }) => data.id !== monitor.id).map(statusOf))).to.deep.equal(
      new Set(['PENDING_UPDATE']),
    );
    expect(listener.heard).to.deep.equal([]);
    await api.agents.beat();
  });

  it('tells of what has happened to a balancer that runs again', async () => {
    const pool = await newPool(api);
    const vip = await newVip(api, pool.id, { protocol_port: 81 });
    await newMember(api, pool.id, '10.1.0.24');
    await api.report(pool.id);
    const listener = await streams.listen();
    await api.report(pool.id, { incident: { at: new Date().toISOString(), words: 'it was killed' } });
    expect(named(await listener.take(2))).to.deep.equal([`pool.status ${pool.id}`, `vip.status ${vip.id}`]);
    await api.report(pool.id);
    expect(listener.heard).to.deep.equal([]);
  });

  it('says why something waits for an agent', async () => {
    await api.agents.silence(60);
    const pool = await newPool(api);
    await api.agent({ adminStateUp: false });
    const listener = await streams.listen();
    await api.place(pool.id);
    const [waiting] = await listener.take(1);
    expect(waiting?.event).to.equal('pool.status');
    expect(shown(waiting!)).to.include({
      status: 'PENDING_CREATE',
      status_description: 'no eligible agent among 2: 1 not reporting, 1 administratively down',
    });
  });
});
