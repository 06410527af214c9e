import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import {
  changesOfAgents,
  CLOCK_LOCK,
  Housekeeping,
  INCIDENT_SHOWN_S,
  passedIncidents,
} from '@lbaas/server/testing';
import { UnitOfWork } from '@lbaas/server/persistence';
import type { RegisteredAgent } from '../support/api-agents.ts';
import type { EventListener, HeardEvent } from '../support/event-listener.ts';
import type { Thing } from '../support/lbaas-v1-client.ts';
import {
  associate,
  memberOf,
  newMember,
  newMonitor,
  newPool,
  newSentPool,
  newVip,
} from '../support/lbaas-v1-fixture.ts';
import { named, shown, useEventServers } from '../support/use-event-servers.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

/** As in the fixture. */
const AGENT_DOWN_AFTER_S = 30;
const WITHIN = { withinMs: 30_000 } as const;

describe('events of what only the clock changes', function () {
  this.timeout(60_000);
  const api = useLbaasApi();
  const streams = useEventServers(api);
  const watches: Housekeeping[] = [];
  let lines: readonly string[] = [];
  let agent: RegisteredAgent;

  beforeEach(async () => {
    lines = [];
    agent = await api.agent();
  });
  afterEach(async () => {
    await Promise.all(watches.splice(0).map((watch) => watch.stop()));
    expect(lines).to.deep.equal([]);
    await api.agents.deleteAll();
  });

  /** As two servers do. */
  function watchClock(batch = 50): void {
    const destination = { write: (line: string) => void (lines = [...lines, line]) };
    const logger = createLogger({ name: 'test', level: 'info', destination });
    const chores = [changesOfAgents(AGENT_DOWN_AFTER_S), passedIncidents(INCIDENT_SHOWN_S)];
    for (const { pool } of [streams.server, streams.other]) {
      const unitOfWork = new UnitOfWork({ pool });
      const watch = new Housekeeping({ unitOfWork, chores, logger, everyMs: 20, batch, lock: CLOCK_LOCK });
      watches.push(watch);
      watch.start();
    }
  }

  const fallSilent = (): Promise<void> => api.agents.silence(60, agent.host);
  const describedIn = (event: HeardEvent): unknown =>
    (shown(event) as { readonly status_description?: string }).status_description;

  /** Nothing more comes: the next event is that of the object created next. */
  async function expectNoMore(listener: EventListener): Promise<void> {
    const monitor = await newMonitor(api);
    expect(named(await listener.take(1, WITHIN.withinMs))).to.deep.equal([
      `health_monitor.create ${monitor.id}`,
    ]);
  }

  const isTold = (count: number) =>
    eventually(
      async () =>
        expect(await api.query('SELECT 1 FROM agent_notices WHERE up_to IS NULL')).to.have.length(count),
      WITHIN,
    );

  async function newBalancer(): Promise<Readonly<Record<'pool' | 'vip' | 'member' | 'monitor', Thing>>> {
    const pool = await newPool(api);
    const monitor = await newMonitor(api);
    await associate(api, pool.id, monitor.id);
    const vip = await newVip(api, pool.id, { protocol_port: 80 });
    return { pool, vip, monitor, member: await newMember(api, pool.id, '10.1.0.31') };
  }

  /** Side by side: so many take a while. */
  async function runPools(count: number): Promise<void> {
    const each = async (): Promise<void> => api.report((await newPool(api)).id);
    for (let left = count; left > 0; left -= 10)
      await Promise.all(Array.from({ length: Math.min(left, 10) }, each));
  }

  it('an agent falls silent, and is back: each object has one event, from whichever server', async () => {
    const { pool, vip, monitor, member } = await newBalancer();
    await api.report(pool.id);
    const statuses = [
      `pool.status ${pool.id}`,
      `vip.status ${vip.id}`,
      `member.status ${member.id}`,
      `health_monitor.status ${monitor.id}`,
    ];
    watchClock();
    const listener = await streams.listen();
    const theirs = await streams.listen(undefined, memberOf('two'));
    await fallSilent();
    const silent = await listener.take(4, WITHIN.withinMs);
    expect(named(silent)).to.have.members(statuses);
    const ofVip = silent.find(({ event }) => event === 'vip.status');
    expect(describedIn(ofVip!)).to.match(/^last known state; agent .* has not reported for 6\d s$/);
    const ofMonitor = silent.find(({ event }) => event === 'health_monitor.status');
    expect(JSON.stringify(shown(ofMonitor!))).to.contain('has not reported');
    await isTold(1);
    await expectNoMore(listener);

    await agent.played.beat();
    const back = await listener.take(4, WITHIN.withinMs);
    expect(named(back)).to.have.members(statuses);
    expect(describedIn(back.find(({ event }) => event === 'vip.status')!)).to.equal('');
    await isTold(0);
    await expectNoMore(listener);
    expect(theirs.heard).to.deep.equal([]);

    const { lastId } = listener;
    listener.close();
    await fallSilent();
    const again = await streams.listen(undefined, { ...memberOf('one'), 'last-event-id': lastId });
    expect(named(await again.take(4, WITHIN.withinMs))).to.have.members(statuses);
  });

  it('tells only of what says something else now', async () => {
    const { pool, vip, member } = await newBalancer();
    await api.one.put(`/lb/vips/${vip.id}`, { vip: { admin_state_up: false } });
    await api.report(pool.id);
    await api.agents.reportMember(member, 'down', 'L4CON in 1ms');
    const late = await newMember(api, pool.id, '10.1.0.32');
    watchClock();
    const listener = await streams.listen();
    await fallSilent();
    const silent = await listener.take(3, WITHIN.withinMs);
    expect(named(silent).map((name) => name.split(' ')[0])).to.have.members([
      'pool.status',
      'health_monitor.status',
      'member.status',
    ]);
    const waiting = silent.find(({ data }) => data.id === late.id);
    expect(describedIn(waiting!)).to.match(/^agent .* has not reported for 6\d s$/);
    await isTold(1);
    await expectNoMore(listener);
  });

  it('an agent is disabled, and enabled: what it runs is not ACTIVE in between', async () => {
    const { pool, vip, monitor } = await newBalancer();
    await api.report(pool.id);
    const member = await newMember(api, pool.id, '10.1.0.33');
    const statuses = [vip, pool, monitor, member];
    const take = () => listener.take(5, WITHIN.withinMs);
    const of = (events: readonly HeardEvent[], { id }: Thing) => {
      const found = events.find(({ data }) => data.id === id);
      return shown(found!) as Readonly<Record<string, unknown>>;
    };
    watchClock();
    const listener = await streams.listen();
    await api.admin.put(`/agents/${agent.id}`, { agent: { admin_state_up: false } });
    const disabled = await take();
    expect(disabled.map(({ data }) => data.id)).to.include.members(statuses.map(({ id }) => id));
    const down = `agent ${agent.host} is administratively down`;
    expect(of(disabled, vip)).to.include({ status: 'PENDING_UPDATE', status_description: down });
    expect(of(disabled, member)).to.include({ status: 'PENDING_CREATE', status_description: down });
    await isTold(1);
    await expectNoMore(listener);
    await api.admin.put(`/agents/${agent.id}`, { agent: { admin_state_up: true } });
    const enabled = await take();
    expect(of(enabled, vip)).to.include({ status: 'ACTIVE' });
    expect(of(enabled, member)['status_description']).to.equal(`waiting for agent ${agent.host} to confirm`);
    await isTold(0);
    await expectNoMore(listener);
  });

  it('an agent with many devices is recorded in small transactions', async () => {
    const devices = 130;
    await runPools(devices);
    const [start] = await api.query<{ xid: number }>('SELECT max(xid) AS xid FROM events');
    await fallSilent();
    watchClock(20);
    await isTold(1);
    const transactions = await api.query<{ pools: number }>(
      `SELECT count(*)::int AS pools FROM events WHERE xid > $1 AND action = 'status' GROUP BY xid`,
      [start?.xid],
    );
    expect(transactions.map(({ pools }) => pools)).to.have.length(7);
    expect(Math.max(...transactions.map(({ pools }) => pools))).to.equal(20);
    expect(transactions.reduce((sum, { pools }) => sum + pools, 0)).to.equal(devices);
  });

  it('an agent that is back while its silence is being recorded is recorded anew', async () => {
    await runPools(3);
    const tell = () => api.query(changesOfAgents(AGENT_DOWN_AFTER_S).sql, [AGENT_DOWN_AFTER_S, 2]);
    await fallSilent();
    expect(await tell()).to.have.length(2);
    await agent.played.beat();
    expect(await tell()).to.have.length(2);
    expect(await tell()).to.have.length(1);
    expect(await tell()).to.have.length(0);
    expect(await api.query('SELECT 1 FROM agent_notices')).to.have.length(0);
  });

  it('an incident shows for an hour, or until the device changes', async () => {
    const [pool, other] = [await newPool(api), await newSentPool(api)];
    const vip = await newVip(api, pool.id, { protocol_port: 81 });
    await api.report(pool.id);
    await api.report(other.id);
    const listener = await streams.listen();
    const happened = (id: string, agoS: number): Promise<void> => {
      const at = new Date(Date.now() - agoS * 1000).toISOString();
      return api.report(id, { incident: { at, words: 'it was killed' } });
    };
    for (const { id } of [pool, other]) await happened(id, INCIDENT_SHOWN_S - 60);
    const came = await listener.take(3, WITHIN.withinMs);
    expect(describedIn(came.find(({ event }) => event === 'vip.status')!)).to.contain('it was killed');

    await newMember(api, other.id, '10.1.0.34');
    await listener.take(2, WITHIN.withinMs);
    await api.report(other.id);
    const gone = await listener.take(2, WITHIN.withinMs);
    expect(named(gone).map((name) => name.split(' ')[0])).to.have.members(['pool.status', 'member.status']);

    watchClock();
    await happened(pool.id, INCIDENT_SHOWN_S + 60);
    const statuses = [`pool.status ${pool.id}`, `vip.status ${vip.id}`];
    await eventually(() => expect(named(listener.heard).slice(-2)).to.have.members(statuses), WITHIN);
    const over = listener.heard.findLast(({ event }) => event === 'vip.status');
    expect(describedIn(over!)).to.equal('the pool has no members: nothing is served');
    await eventually(
      async () =>
        expect(
          await api.query('SELECT 1 FROM placements WHERE incident_passed = incident_at AND device_id = $1', [
            pool.id,
          ]),
        ).to.have.length(1),
      WITHIN,
    );
    const marker = await newMonitor(api);
    await eventually(() => expect(listener.heard.at(-1)?.data.id).to.equal(marker.id), WITHIN);
    expect(listener.heard.filter(({ data }) => data.id === vip.id).length).to.be.below(3);
  });

  it('what had lost its agent has an event when it is placed again', async () => {
    const pool = await newPool(api);
    await api.report(pool.id);
    const listener = await streams.listen();
    await api.agents.deleteAll();
    const [lost] = await listener.take(1, WITHIN.withinMs);
    expect(describedIn(lost!)).to.equal('waiting to be placed on an agent');
    await agent.played.beat();
    await api.place(pool.id);
    const [found] = await listener.take(1, WITHIN.withinMs);
    expect(describedIn(found!)).to.equal(`waiting for agent ${agent.host} to confirm`);
    await expectNoMore(listener);
  });

  it('a check that fails for another reason has an event, one that takes longer has none', async () => {
    const { pool, member } = await newBalancer();
    // Another one serves: what the pool says stays the same.
    await newMember(api, pool.id, '10.1.0.98');
    await api.report(pool.id);
    const fail = (text: string): Promise<void> => api.agents.reportMember(member, 'down', text);
    const listener = await streams.listen();
    await fail('L4TOUT in 2001ms');
    await listener.take(1, WITHIN.withinMs);
    await fail('L4TOUT in 2003ms');
    await fail('L7STS/500 in 1ms');
    const [other] = await listener.take(1, WITHIN.withinMs);
    expect(describedIn(other!)).to.equal('health check failed: L7STS/500 in 1ms');
    await expectNoMore(listener);
  });
});
