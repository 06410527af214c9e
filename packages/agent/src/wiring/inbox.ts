import { RpcServer } from '@lbaas/common/amqp';
import {
  CONNECTION,
  LOGGER,
  METRICS,
  RPC_CLIENT,
  SENDER_RULE,
  TOPOLOGY,
  bindWith,
  token,
} from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { NameGuard } from '../identity/index.ts';
import {
  FullSync,
  SyncFollowUp,
  SyncLoop,
  SyncRequests,
  type SyncResult,
  agentHandlers,
  deviceInspector,
} from '../inbox/index.ts';
import { type PreviewDevice, devicePreviewer } from '../reconcile/index.ts';
import { DRIVERS, HOST, LEASE, MEMORIES, STORE } from './device.ts';
import { NAME_CLAIM } from './identity.ts';
import { JANITOR, RECONCILER } from './reconcile.ts';
import { HEARING, HOST_CLOCK } from './report.ts';
import { CONFIG } from './settings.ts';

export const SYNC_LOOP = token<SyncLoop>('lbaas.agent.SyncLoop');
export const NAME_GUARD = token<NameGuard<SyncResult>>('lbaas.agent.NameGuard');
export const INBOX = token<RpcServer>('lbaas.agent.Inbox');

const SYNC_REQUESTS = token<SyncRequests>('lbaas.agent.SyncRequests');
const FULL_SYNC = token<FullSync>('lbaas.agent.FullSync');
const FOLLOW_UP = token<SyncFollowUp>('lbaas.agent.SyncFollowUp');
const HANDLERS = token<ReturnType<typeof agentHandlers>>('lbaas.agent.Handlers');
export const PREVIEW = token<PreviewDevice>('lbaas.agent.PreviewDevice');
export const INSPECT = token<ReturnType<typeof deviceInspector>>('lbaas.agent.InspectDevice');

/** What the servers want, and how the agent learns of it. */
export const inboxModule = new ContainerModule(({ bind }) => {
  bindWith(bind, SYNC_REQUESTS, {}, () => new SyncRequests());
  bindWith(bind, PREVIEW, { desired: STORE, host: HOST, drivers: DRIVERS }, devicePreviewer);
  bindWith(bind, INSPECT, { desired: STORE, memories: MEMORIES, drivers: DRIVERS }, deviceInspector);
  bindWith(
    bind,
    HANDLERS,
    {
      store: STORE,
      reconciler: RECONCILER,
      requests: SYNC_REQUESTS,
      identity: NAME_CLAIM,
      hearing: HEARING,
      hostClock: HOST_CLOCK,
      lease: LEASE,
      inspect: INSPECT,
      preview: PREVIEW,
      logger: LOGGER,
    },
    agentHandlers,
  );
  bindWith(
    bind,
    INBOX,
    {
      config: CONFIG,
      connection: CONNECTION,
      topology: TOPOLOGY,
      rule: SENDER_RULE,
      handlers: HANDLERS,
      hearing: HEARING,
      lease: LEASE,
      requests: SYNC_REQUESTS,
      logger: LOGGER,
      metrics: METRICS,
    },
    ({ config, hearing, lease, requests, rule, ...parts }) => {
      const side = { agent: config.agent_host };
      const inbox = new RpcServer({ ...parts, ...rule, side, consumesOnDemand: true });
      const [queue, connection] = [() => inbox.renew(), () => parts.connection.renew()];
      lease.onLapse(() => requests.request());
      hearing.helpWith({ list: () => requests.request(), queue, connection });
      return inbox;
    },
  );
  bindWith(
    bind,
    FULL_SYNC,
    { identity: NAME_CLAIM, rpc: RPC_CLIENT, store: STORE, reconciler: RECONCILER, logger: LOGGER },
    (parts) => new FullSync(parts),
  );
  bindWith(
    bind,
    NAME_GUARD,
    {
      claim: NAME_CLAIM,
      store: STORE,
      reconciler: RECONCILER,
      janitor: JANITOR,
      inbox: INBOX,
      fullSync: FULL_SYNC,
      logger: LOGGER,
    },
    (parts) => new NameGuard(parts),
  );
  bindWith(
    bind,
    FOLLOW_UP,
    { store: STORE, reconciler: RECONCILER, janitor: JANITOR, hearing: HEARING, lease: LEASE },
    (parts) => new SyncFollowUp(parts),
  );
  bindWith(
    bind,
    SYNC_LOOP,
    {
      connection: CONNECTION,
      guard: NAME_GUARD,
      followUp: FOLLOW_UP,
      requests: SYNC_REQUESTS,
      inbox: INBOX,
      logger: LOGGER,
    },
    (parts) => new SyncLoop(parts),
  );
});
