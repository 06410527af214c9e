import type { AddressInfo } from 'node:net';
import { type Logger, Metrics, createLogger } from '@lbaas/common/runtime';
import {
  type Authenticator,
  type CallLimits,
  createApp,
  type Dialect,
  EventFeed,
  type EventsPartOptions,
  lbaasV1Events,
  neutronDialect,
  NoAuthenticator,
  type Quotas,
  translateConstraint,
} from '@lbaas/server/testing';
import {
  type ConnectionPool,
  createConnectionPool,
  NotificationListener,
  UnitOfWork,
} from '@lbaas/server/persistence';
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
  /** @default none */
  readonly logger?: Logger;
  /** @default no limits */
  readonly quotas?: Quotas;
  /** Routes beside those of the dialects. */
  readonly register?: (app: App) => void;
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
  const { logger = createLogger({ name: 'test', level: 'silent' }) } = options;
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
  options.register?.(app);
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
