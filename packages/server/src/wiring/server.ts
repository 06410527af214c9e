import { LifecycleStack } from '@lbaas/common/runtime';
import { CONNECTION, RPC_CLIENT, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { endingPools } from '../persistence/index.ts';
import { API_GATE, API_SERVER } from './api.ts';
import { AUTHENTICATION } from './authentication.ts';
import { EVENT_FEED } from './events.ts';
import { DRAINS, FAILOVER } from './failover.ts';
import { CLOCK_WATCH, DATABASE_CLOCK, HOUSEKEEPING } from './housekeeping.ts';
import { AGENT_UPDATES, DISPATCHER, FORMER_QUEUES, REPORTS } from './messaging.ts';
import { API_POOL, BACKGROUND_POOL, DISK_SPACE, MIGRATOR, NOTIFICATIONS } from './persistence.ts';
import { CONFIGURED_PROVIDERS, TUNNEL_KEEPER, WAITING_DEVICES } from './placement.ts';
import { ENDED_SESSIONS } from './sessions.ts';

/** The whole server: the one thing that main takes from the container. */
export const SERVER = token<LifecycleStack>('lbaas.server.Server');

const PARTS = {
  apiPool: API_POOL,
  backgroundPool: BACKGROUND_POOL,
  diskSpace: DISK_SPACE,
  connection: CONNECTION,
  rpcClient: RPC_CLIENT,
  authentication: AUTHENTICATION,
  apiServer: API_SERVER,
  migrator: MIGRATOR,
  providers: CONFIGURED_PROVIDERS,
  notifications: NOTIFICATIONS,
  waiting: WAITING_DEVICES,
  tunnels: TUNNEL_KEEPER,
  dispatcher: DISPATCHER,
  agentUpdates: AGENT_UPDATES,
  formerQueues: FORMER_QUEUES,
  reports: REPORTS,
  feed: EVENT_FEED,
  endedSessions: ENDED_SESSIONS,
  databaseClock: DATABASE_CLOCK,
  housekeeping: HOUSEKEEPING,
  clockWatch: CLOCK_WATCH,
  failover: FAILOVER,
  drains: DRAINS,
  gate: API_GATE,
};

/**
 * In the order of the start. The API listens before the database is there, so that /healthz and /readyz can tell; its
 * calls get 503 until the schema is up to date. At the end the API is the first to go: requests are finished while
 * everything that they need still works.
 */
export const serverModule = new ContainerModule(({ bind }) => {
  bindWith(bind, SERVER, PARTS, (parts) => {
    const server = new LifecycleStack();
    server.add('database pools', endingPools(parts.apiPool, parts.backgroundPool));
    server.add('disk space', parts.diskSpace);
    server.add('broker connection', parts.connection);
    server.add('rpc client', parts.rpcClient);
    server.add('authentication', parts.authentication.lifecycle);
    server.add('api listener', parts.apiServer);
    server.add('migrations', parts.migrator);
    server.add('providers', parts.providers);
    server.add('notifications', parts.notifications);
    server.add('waiting devices', parts.waiting);
    server.add('tunnels', parts.tunnels);
    server.add('dispatcher', parts.dispatcher);
    server.add('agent updates', parts.agentUpdates);
    server.add('queues of deleted agents', parts.formerQueues);
    server.add('reports', parts.reports);
    server.add('event feed', parts.feed);
    server.add('ended sessions', parts.endedSessions);
    server.add('clock of the database', parts.databaseClock);
    server.add('housekeeping', parts.housekeeping);
    server.add('clock watch', parts.clockWatch);
    server.add('failover', parts.failover);
    server.add('drains', parts.drains);
    server.add('api', { start: () => parts.gate.open(), stop: () => parts.apiServer.stop() });
    return server;
  });
});
