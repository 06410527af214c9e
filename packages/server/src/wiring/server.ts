import type { ConnectionPool } from '../persistence/index.ts';
import { type Lifecycle, LifecycleStack } from '@lbaas/common/runtime';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { API_GATE, API_SERVER } from './api.ts';
import { AUTHENTICATION } from './authentication.ts';
import { EVENT_FEED } from './events.ts';
import { CLOCK_WATCH, HOUSEKEEPING } from './housekeeping.ts';
import { AGENT_UPDATES, CONNECTION, DISPATCHER, REPORTS, RPC_CLIENT } from './messaging.ts';
import { API_POOL, BACKGROUND_POOL, MIGRATOR, NOTIFICATIONS } from './persistence.ts';
import { CONFIGURED_PROVIDERS, WAITING_DEVICES } from './placement.ts';

/** The whole server: the one thing that main takes from the container. */
export const SERVER = Symbol.for('lbaas.server.Server') as ServiceIdentifier<LifecycleStack>;

/**
 * In the order of the start. The API listens before the database is there, so that /healthz and /readyz can tell; its
 * calls get 503 until the schema is up to date. At the end the API is the first to go: requests are finished while
 * everything that they need still works.
 */
export const serverModule = new ContainerModule(({ bind }) => {
  bind(SERVER)
    .toResolvedValue(
      (apiPool, backgroundPool, connection, rpcClient, apiServer, migrator, providers, ...rest) => {
        const [
          notifications,
          waiting,
          dispatcher,
          agentUpdates,
          reports,
          gate,
          authentication,
          feed,
          housekeeping,
          clockWatch,
        ] = rest;
        const server = new LifecycleStack();
        server.add('database pools', closing(apiPool, backgroundPool));
        server.add('broker connection', connection);
        server.add('rpc client', rpcClient);
        server.add('authentication', authentication.lifecycle);
        server.add('api listener', apiServer);
        server.add('migrations', migrator);
        server.add('providers', providers);
        server.add('notifications', notifications);
        server.add('waiting devices', waiting);
        server.add('dispatcher', dispatcher);
        server.add('agent updates', agentUpdates);
        server.add('reports', reports);
        server.add('event feed', feed);
        server.add('housekeeping', housekeeping);
        server.add('clock watch', clockWatch);
        server.add('api', { start: () => gate.open(), stop: () => apiServer.stop() });
        return server;
      },
      [
        API_POOL,
        BACKGROUND_POOL,
        CONNECTION,
        RPC_CLIENT,
        API_SERVER,
        MIGRATOR,
        CONFIGURED_PROVIDERS,
        NOTIFICATIONS,
        WAITING_DEVICES,
        DISPATCHER,
        AGENT_UPDATES,
        REPORTS,
        API_GATE,
        AUTHENTICATION,
        EVENT_FEED,
        HOUSEKEEPING,
        CLOCK_WATCH,
      ],
    )
    .inSingletonScope();
});

/** Pools connect by themselves at the first query. */
function closing(...pools: readonly ConnectionPool[]): Lifecycle {
  let closed = false;
  return {
    start: () => undefined,
    stop: async () => {
      if (closed) return;
      closed = true;
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}
