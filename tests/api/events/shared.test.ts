import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type CallContext, ResourceReader } from '@lbaas/server/testing';
import { UnitOfWork } from '@lbaas/server/persistence';
import type { EventListener } from '../support/event-listener.ts';
import { type EventServer, startEventServer } from '../support/events-fixture.ts';
import { type LbaasApi, memberOf, newPool, startLbaasApi } from '../support/lbaas-v1-fixture.ts';
import { StatementCounter } from '../support/statement-counter.ts';

describe('event streams that see the same', function () {
  this.timeout(30_000);
  let api: LbaasApi;
  let server: EventServer;
  let counter: StatementCounter;

  beforeEach(async () => {
    api = await startLbaasApi();
    server = await startEventServer(api);
    counter = new StatementCounter(server.pool);
    await api.agent();
  });
  afterEach(async () => {
    await server.stop();
    await api.stop();
  });

  async function listenAs(...callers: readonly Record<string, string>[]): Promise<EventListener[]> {
    const listeners = await Promise.all(callers.map((caller) => server.listen(undefined, caller)));
    await eventually(() => expect(listeners.map(({ comments }) => comments[0])).to.not.include(undefined), {
      withinMs: 30_000,
    });
    return listeners;
  }

  /** Statements that read objects, until every listener has received the event of a new pool. */
  async function readings(listeners: readonly EventListener[]): Promise<number> {
    const sent = await counter.during(async () => {
      const { id } = await newPool(api);
      for (const listener of listeners) {
        const [event] = await listener.take(1);
        expect(event?.data).to.deep.include({ id, resource: 'pool' });
        expect(event?.data).to.have.nested.property('pool.name', 'web');
      }
    });
    return sent.filter((text) => text.includes('FROM pools')).length;
  }

  it('cost one reading, however many they are', async () => {
    const own = await listenAs(memberOf('one'));
    expect(await readings(own)).to.equal(1);
    const more = await listenAs(...Array.from({ length: 9 }, () => memberOf('one')));
    expect(await readings([...own, ...more])).to.equal(1);
  });

  it('are woken by as many statements, however many they are', async () => {
    const sentFor = async (listeners: readonly EventListener[]): Promise<readonly string[]> =>
      counter.during(async () => {
        const { id } = await newPool(api);
        for (const listener of listeners) expect((await listener.take(1))[0]?.data.id).to.equal(id);
      });
    const listeners = await listenAs(memberOf('one'));
    const forOne = await sentFor(listeners);
    listeners.push(...(await listenAs(...Array.from({ length: 59 }, () => memberOf('one')))));
    const forMany = await sentFor(listeners);
    // The first listener also starts the server's own reading.
    expect(new Set(forOne)).to.include.all.keys(...forMany);
    const readsOf = (sent: readonly string[]) => sent.filter((text) => !text.includes('event_horizon'));
    expect([readsOf(forOne).length, readsOf(forMany).length]).to.deep.equal([1, 1]);
    // The server queries for events a few times more while sixty listeners take theirs, but not once per listener.
    expect(forMany.length).to.be.below(30);
  });

  it('are of one project, or of admins: others are read for on their own, and see nothing else', async () => {
    const one = await listenAs(memberOf('one'), memberOf('one'));
    const two = await listenAs(memberOf('two'));
    const admins = await listenAs({}, {});
    expect(await readings([...one, ...admins])).to.equal(2);
    const body = { health_monitor: { type: 'TCP', delay: 5, timeout: 3, max_retries: 2 } };
    const monitor = (await api.two.post('/lb/health_monitors', body)).body.health_monitor;
    for (const listener of [...two, ...admins]) {
      const [event] = await listener.take(1);
      expect(event?.data.id).to.equal(monitor.id);
    }
    for (const listener of one) expect(listener.heard).to.deep.equal([]);
  });

  it('are read for by a plan that is kept, however few objects there are', async () => {
    const { id } = await newPool(api);
    const pools = api.parts
      .flatMap(({ resources }) => resources ?? [])
      .find(({ singular }) => singular === 'pool');
    const reader = new ResourceReader(pools!);
    // The cast: the code under test reads nothing else of it.
    const context = { isAdmin: false, projectId: 'one' } as CallContext;
    const [plans] = await new UnitOfWork({ pool: server.pool }).transaction(async (tx) => {
      for (let round = 0; round < 8; round += 1) {
        expect(await reader.showMany(tx, context, [id])).to.have.length(1);
      }
      return tx.query<{ ready: number }>(
        `SELECT generic_plans AS ready FROM pg_prepared_statements WHERE statement LIKE 'SELECT p.id%list_id FROM pools%'`,
      );
    });
    expect(plans?.ready).to.equal(3);
  });
});
