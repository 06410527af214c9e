import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { EventListener, HeardEvent, Headers } from './event-listener.ts';
import { type EventServer, startEventServer } from './events-fixture.ts';
import type { LbaasApi } from './lbaas-v1-fixture.ts';

/** Two servers on the database of an API for a suite; a stream ends with the test that opens it. */
export interface EventServers {
  readonly server: EventServer;
  readonly other: EventServer;
  /** As `EventServer.listen`, from now on. @param where the first server by default */
  listen(path?: string, headers?: Headers, where?: EventServer): Promise<EventListener>;
}

/** @param api already in use, by `useLbaasApi` */
export function useEventServers(api: LbaasApi): EventServers {
  const servers: EventServer[] = [];
  const listeners: EventListener[] = [];
  before(async () => {
    servers.push(await startEventServer(api), await startEventServer(api));
  });
  // Objects that wait for an agent would have events of their own about it.
  beforeEach(() => api.agents.silence(0));
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.close();
  });
  after(() => Promise.all(servers.map((server) => server.stop())));
  const running = (index: number): EventServer => {
    const server = servers[index];
    if (server === undefined) throw new Error('the servers have not been started');
    return server;
  };
  return {
    get server() {
      return running(0);
    },
    get other() {
      return running(1);
    },
    listen: async (path, headers, where = running(0)) => {
      if (headers?.['last-event-id'] === undefined) await allAreVisible(api);
      const listener = await where.listen(path, headers);
      listeners.push(listener);
      return listener;
    },
  };
}

/**
 * Waits until no transaction is under way, such as a NOTIFY: it would hold back events of younger transactions, and a
 * new stream would begin with them.
 */
async function allAreVisible(api: LbaasApi): Promise<void> {
  const hidden = 'SELECT 1 FROM events WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
  await eventually(async () => expect(await api.query(hidden)).to.deep.equal([]), { withinMs: 30_000 });
}

/** The object that an event shows; undefined for a deletion. */
export const shown = ({ data }: HeardEvent): unknown => data[data.resource];

/** Such as `pool.update 6f…`. */
export const named = (events: readonly HeardEvent[]): string[] =>
  events.map(({ event, data }) => `${event} ${data.id}`);
