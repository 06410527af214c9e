import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { type Postgres, startPostgres } from '@lbaas/lab';
import { migrate } from '@lbaas/server/persistence';
import { expect } from 'chai';
import {
  collapseEvents,
  comparePositions,
  type ObjectEvent,
  parsePosition,
  type Position,
} from '@lbaas/server/testing';
import type { EventListener, HeardEvent } from '../support/event-listener.ts';
import { type EventServer, startEventServer } from '../support/events-fixture.ts';
import { type Client, created } from '../support/lbaas-v1-client.ts';
import {
  type LbaasApi,
  memberOf,
  monitorBody,
  newMonitor,
  startLbaasApi,
} from '../support/lbaas-v1-fixture.ts';
import { useEventServers } from '../support/use-event-servers.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

const RECORDED = `
SELECT xid, seq, project_id AS "projectId", action, resource_type AS resource, resource_id AS "resourceId"
FROM events WHERE project_id = 'one' AND (xid, seq) > ($1, $2) ORDER BY xid, seq`;

const positionOf = ({ id }: HeardEvent): Position => parsePosition(id) ?? { xid: 0, seq: 0 };
const keyOf = ({ xid, seq }: Position): string => `${xid}-${seq}`;
const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;

/**
 * The events received are those recorded: in order, none twice, none missing except those of an object before its
 * deletion.
 */
function expectComplete(heard: readonly HeardEvent[], recorded: readonly ObjectEvent[]): void {
  const positions = heard.map(positionOf);
  for (const [index, position] of positions.entries()) {
    if (index > 0) expect(comparePositions(positions[index - 1] ?? position, position)).to.be.below(0);
  }
  const expected = collapseEvents(recorded);
  const rows = new Map(expected.map((row) => [keyOf(row), row]));
  for (const event of heard) {
    const { resource, action, resourceId } = rows.get(keyOf(positionOf(event))) ?? {};
    expect(`${event.event} ${event.data.id}`).to.equal(`${resource}.${action} ${resourceId}`);
  }
  const seen = new Set(positions.map(keyOf));
  const deleted = new Set(recorded.filter(({ action }) => action === 'delete').map((row) => row.resourceId));
  const missing = expected.filter(
    (row) => !seen.has(keyOf(row)) && (row.action === 'delete' || !deleted.has(row.resourceId)),
  );
  expect(missing).to.deep.equal([]);
}

describe('following events through trouble', function () {
  this.timeout(60_000);

  describe('with many writers', () => {
    const api = useLbaasApi({ agent: {} });
    const streams = useEventServers(api);
    let writes = 0;

    /** Creates, changes and deletes monitors of either project, one after the other. */
    async function write(client: Client, rounds: number): Promise<void> {
      const own: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        own.push(created(await client.post('/lb/health_monitors', monitorBody())).id);
        const changes = { health_monitor: { delay: 10 + round } };
        expect((await client.put(`/lb/health_monitors/${pick(own)}`, changes)).status).to.equal(200);
        if (round % 3 === 2) await client.delete(`/lb/health_monitors/${own.shift()}`);
        writes += 2;
      }
    }

    /** Each write begins before others that are committed long before it is: twenty of them, or all. */
    async function writeSlowly(othersAreDone: Promise<unknown>): Promise<void> {
      const { id } = await newMonitor(api);
      const client = await api.pool.connect();
      const done = othersAreDone.then(() => 'done');
      for (let round = 1, outcome = ''; outcome !== 'done'; round += 1) {
        const before = writes;
        await client.query('BEGIN');
        await client.query('UPDATE health_monitors SET delay = $2 WHERE id = $1', [id, round + 100]);
        const others = eventually(() => expect(writes - before).to.be.above(20), { withinMs: 30_000 });
        outcome = await Promise.race([
          others.then(
            () => 'written',
            () => 'stuck',
          ),
          done,
        ]);
        await client.query('COMMIT');
      }
      client.release();
    }

    /** Loses its connection after every few events, also in the middle of a chunk, and resumes at another server. */
    async function readRestlessly(start: string, isDone: (heard: readonly HeardEvent[]) => boolean) {
      const heard: HeardEvent[] = [];
      let lastId = start;
      let connections = 0;
      while (!isDone(heard)) {
        const headers = { ...memberOf('one'), 'last-event-id': lastId };
        const where = pick([streams.server, streams.other]);
        const listener = await streams.listen(undefined, headers, where);
        connections += 1;
        const enough = Math.floor(Math.random() * 30);
        const isEnough = (): boolean =>
          listener.heard.length >= enough || isDone([...heard, ...listener.heard]);
        await eventually(() => expect(isEnough()).to.equal(true), { withinMs: 30_000, everyMs: 5 });
        listener.close();
        heard.push(...listener.heard.slice(0, enough));
        lastId = heard.at(-1)?.id ?? start;
      }
      return { heard, connections };
    }

    it('a restless reader hears everything, in order, once, however late it is committed', async () => {
      const first = await streams.listen();
      await eventually(() => expect(first.lastId).to.not.equal(''), { withinMs: 30_000 });
      const start = first.lastId;
      const steady = [
        first,
        await streams.listen(undefined, { ...memberOf('one'), 'last-event-id': start }, streams.other),
      ];

      const clients = Array.from({ length: 8 }, (_, index) => (index < 6 ? api.one : api.two));
      const writing = Promise.all(clients.map((client) => write(client, 25)));
      const slowly = writeSlowly(writing);
      let markId = '';
      const reading = readRestlessly(
        start,
        (heard) => markId !== '' && heard.some(({ data }) => data.id === markId),
      );
      await writing;
      await slowly;
      markId = (await newMonitor(api)).id;

      const { heard, connections } = await reading;
      for (const each of steady) {
        await eventually(() => expect(each.heard.some(({ data }) => data.id === markId)).to.equal(true), {
          withinMs: 5000,
        });
      }
      const { xid, seq } = parsePosition(start) ?? { xid: 0, seq: 0 };
      const recorded = await api.query<ObjectEvent>(RECORDED, [xid, seq]);
      expect(recorded.length).to.be.above(300);
      expect(connections).to.be.above(10);
      for (const each of [heard, ...steady.map((listener) => listener.heard)]) expectComplete(each, recorded);
      expect(heard.some(({ data }) => data.tenant_id !== 'one')).to.equal(false);
    });
  });

  describe('with a database that goes away', () => {
    const dir = mkdtempSync(join(tmpdir(), 'lbaas-events-'));
    let postgres: Postgres;
    let api: LbaasApi;
    let server: EventServer;

    before(async () => {
      postgres = await startPostgres({ dir, dieWithParent: true });
      const url = await postgres.createDatabase('events');
      await migrate({ url });
      api = await startLbaasApi({ url });
      server = await startEventServer(api, { heartbeatMs: 100 });
    });
    after(async () => {
      await server.stop();
      await api.stop();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    });

    async function writeThrough(listener: EventListener, outage: () => Promise<void>): Promise<void> {
      let isOver = false;
      const outcome = outage().finally(() => {
        isOver = true;
      });
      for (let more = 5; more > 0; more -= isOver ? 1 : 0) {
        const { status } = await server.as(memberOf('one')).post('/lb/health_monitors', monitorBody());
        expect([201, 503]).to.include(status);
      }
      await outcome;
      const last = await newMonitor(api);
      await eventually(() => expect(listener.heard.at(-1)?.data.id).to.equal(last.id), { withinMs: 30_000 });
    }

    for (const how of ['stop', 'kill9'] as const) {
      it(`(${how}) stays open, gives signs of life, and catches up without loss or repetition`, async () => {
        const listener = await server.listen();
        await eventually(() => expect(listener.lastId).to.not.equal(''), { withinMs: 30_000 });
        const { xid, seq } = parsePosition(listener.lastId) ?? { xid: 0, seq: 0 };
        await newMonitor(api);
        await writeThrough(listener, async () => {
          await postgres[how]();
          const before = listener.comments.length;
          await eventually(() => expect(listener.comments.length).to.be.above(before + 2), {
            withinMs: 30_000,
          });
          await postgres.start();
        });
        expect(listener.end).to.equal(undefined);
        expectComplete(listener.heard, await api.query<ObjectEvent>(RECORDED, [xid, seq]));
        listener.close();
      });
    }

    it('refuses to open a stream while it cannot know where it begins', async () => {
      await postgres.stop();
      const refused = await server.as(memberOf('one')).get('/lb/events');
      expect([refused.status, refused.type]).to.deep.equal([503, 'ServiceUnavailable']);
      await postgres.start();
    });
  });
});
