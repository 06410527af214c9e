import type { AddressInfo } from 'node:net';
import { Metrics, createLogger } from '@lbaas/common/runtime';
import type { EventsPartOptions } from '../../../packages/server/src/api/events/index.ts';
import { type Dialect, NoAuthenticator, createApp } from '../../../packages/server/src/api/index.ts';
import { neutronDialect } from '../../../packages/server/src/api/neutron/index.ts';
import { lbaasV1Events } from '../../../packages/server/src/api/neutron/lbaas-v1/index.ts';
import type { CallLimits } from '../../../packages/server/src/api/limits/index.ts';
import { EventFeed } from '../../../packages/server/src/events/index.ts';
import {
  NotificationListener,
  type ConnectionPool,
  UnitOfWork,
  createConnectionPool,
} from '../../../packages/server/src/persistence/index.ts';
import { translateConstraint } from '../../../packages/server/src/usecases/constraint-errors.ts';
import type { Authenticator } from '../../../packages/server/src/api/auth/authenticator.ts';
import type { Quotas } from '../../../packages/server/src/usecases/quota/quotas.ts';
import { EventListener, type Headers } from './event-listener.ts';
import { type App, type Client, clientOf } from './lbaas-v1-client.ts';
import { type LbaasApi, memberOf } from './lbaas-v1-fixture.ts';

export interface EventServerOptions {
  readonly authenticator?: Authenticator;
  readonly maxStreams?: number;
  readonly maxStreamsPerProject?: number;
  readonly heartbeatMs?: number;
  readonly slowMs?: number;
  readonly minAskMs?: number;
  readonly metrics?: Metrics;
  /** @default connections of its own, first come, first served */
  readonly database?: ServerDatabase;
  readonly limits?: CallLimits;
  /** @default no limits */
  readonly quotas?: Quotas;
  /** Dialects beside Neutron's. @default none */
  readonly more?: (events: Omit<EventsPartOptions, 'dialect' | 'path'>) => readonly Dialect[];
}

export interface ServerDatabase {
  readonly pool: ConnectionPool;
  readonly unitOfWork: UnitOfWork;
  readonly background: UnitOfWork;
}

/** A server of its own on the database of an API, listening on a socket. */
export interface EventServer {
  readonly app: App;
  readonly url: string;
  readonly metrics: Metrics;
  /** The pool that it sends its statements through. */
  readonly pool: ConnectionPool;
  as(headers: Headers): Client;
  /** A member of the project `one` by default. */
  listen(path?: string, headers?: Headers): Promise<EventListener>;
  stop(): Promise<void>;
}

function connect(url: string): ServerDatabase {
  const pool = createConnectionPool({ url });
  const unitOfWork = new UnitOfWork({ pool, translate: translateConstraint });
  return { pool, unitOfWork, background: unitOfWork };
}

export async function startEventServer(
  { parts, pool }: Pick<LbaasApi, 'parts' | 'pool'>,
  options: EventServerOptions = {},
): Promise<EventServer> {
  const url = String(pool.options.connectionString);
  const logger = createLogger({ name: 'test', level: 'silent' });
  const { authenticator = new NoAuthenticator(), metrics = new Metrics() } = options;
  const { pool: own, unitOfWork, background } = options.database ?? connect(url);
  const notifications = new NotificationListener({ url, logger });
  const feed = new EventFeed({ background, unitOfWork, notifications, logger, metrics });
  const resources = parts.flatMap((part) => part.resources ?? []);
  const bounds = { maxStreams: 100, maxStreamsPerProject: 100, ...options };
  const events = { ...bounds, feed, unitOfWork, resources, logger, metrics, authenticator };
  const { limits = {}, quotas, more = () => [] } = options;
  const dialects = [neutronDialect([...parts, lbaasV1Events(events)]), ...more(events)] as const;
  const app = createApp({
    unitOfWork,
    authenticator,
    dialects,
    logger,
    limits,
    ...(quotas === undefined ? {} : { quotas }),
  });
  notifications.start();
  feed.start();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  return {
    app,
    url: base,
    metrics,
    pool: own,
    as: (headers) => clientOf(app, headers),
    listen: (path, headers = memberOf('one')) => EventListener.open(base, path, headers),
    stop: async () => {
      await app.close();
      await feed.stop();
      await notifications.stop();
      await own.end();
    },
  };
}
