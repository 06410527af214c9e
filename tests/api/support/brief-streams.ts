import type { IncomingHttpHeaders } from 'node:http';
import { Metrics, createLogger } from '@lbaas/common/runtime';
import { NoAuthenticator } from '../../../packages/server/src/api/index.ts';
import { lbaasV1Events } from '../../../packages/server/src/api/neutron/lbaas-v1/index.ts';
import { EventFeed } from '../../../packages/server/src/events/index.ts';
import { UnitOfWork, createConnectionPool } from '../../../packages/server/src/persistence/index.ts';
import { type LbaasApi, type LbaasApiOptions, startLbaasApi } from './lbaas-v1-fixture.ts';

/** Time for missed events to be sent. */
const LIFE_MS = 40;

/** Accepts everybody, for a moment: an injected request gets its answer only as a whole. */
class BriefAuthenticator extends NoAuthenticator {
  override async authenticate(headers: IncomingHttpHeaders) {
    return { ...(await super.authenticate(headers)), expiresAtMs: Date.now() + LIFE_MS };
  }
}

export interface BriefStreamsApi extends LbaasApi {
  readonly metrics: Metrics;
}

/** The API with event streams that end by themselves. Their common reader has a connection pool of its own. */
export async function startBriefStreams(options: LbaasApiOptions = {}): Promise<BriefStreamsApi> {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const metrics = new Metrics();
  const pools: ReturnType<typeof createConnectionPool>[] = [];
  const feeds: EventFeed[] = [];
  const more: LbaasApiOptions['more'] = ({ unitOfWork, parts, url }) => {
    const pool = createConnectionPool({ url });
    pools.push(pool);
    const feed = new EventFeed({
      background: new UnitOfWork({ pool }),
      unitOfWork,
      notifications: { on: () => () => undefined },
      logger,
      metrics,
    });
    feeds.push(feed);
    feed.start();
    const resources = parts.flatMap((part) => part.resources ?? []);
    const limits = { maxStreams: 1000, maxStreamsPerProject: 1000 };
    return [lbaasV1Events({ authenticator, feed, unitOfWork, resources, logger, metrics, ...limits })];
  };
  const authenticator = new BriefAuthenticator();
  const api = await startLbaasApi({ ...options, authenticator, more });
  return {
    ...api,
    metrics,
    stop: async () => {
      await api.stop();
      for (const feed of feeds) await feed.stop();
      for (const pool of pools) await pool.end();
    },
  };
}
