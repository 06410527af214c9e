import { EventEmitter } from 'node:events';
import { RpcServer } from '@lbaas/common/amqp';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { HAPROXY, HOST, MEMORIES, STORE } from './device.ts';
import { STANDING } from './identity.ts';
import { NameGuard } from '../identity/index.ts';
import { SyncLoop, agentHandlers, applySync, deviceInspector, fullSync } from '../inbox/index.ts';
import { CONNECTION, RPC_CLIENT, TOPOLOGY } from './messaging.ts';
import { Janitor, Reconciler } from '../reconcile/index.ts';
import { REPORTS } from './report.ts';
import { CLOCK, CONFIG, LOGGER, METRICS } from './runtime.ts';

export const RECONCILER = Symbol.for('lbaas.agent.Reconciler') as ServiceIdentifier<Reconciler>;
export const JANITOR = Symbol.for('lbaas.agent.Janitor') as ServiceIdentifier<Janitor>;
export const SYNC_LOOP = Symbol.for('lbaas.agent.SyncLoop') as ServiceIdentifier<SyncLoop>;
export const NAME_GUARD = Symbol.for('lbaas.agent.NameGuard') as ServiceIdentifier<NameGuard>;
export const INBOX = Symbol.for('lbaas.agent.Inbox') as ServiceIdentifier<RpcServer>;

/** From the inbox to the full sync, which waits for the inbox. */
const SYNC_REQUESTS = Symbol.for('lbaas.agent.SyncRequests') as ServiceIdentifier<EventEmitter>;
const SYNC = 'sync';

/** What the servers say, and what is done about it. */
export const reconcileModule = new ContainerModule(({ bind }) => {
  bind(RECONCILER)
    .toResolvedValue(
      (config, host, haproxy, desired, memories, reports, clock, logger, metrics) =>
        new Reconciler({
          host,
          haproxy,
          desired,
          memories,
          reports,
          clock,
          logger,
          metrics,
          concurrency: config.concurrency,
          watchEveryMs: config.watch_interval * 1000,
        }),
      [CONFIG, HOST, HAPROXY, STORE, MEMORIES, REPORTS, CLOCK, LOGGER, METRICS],
    )
    .inSingletonScope();
  bind(JANITOR)
    .toResolvedValue(
      (config, host, haproxy, desired, reconciler, logger) =>
        new Janitor({
          host,
          haproxy,
          desired,
          reconciler,
          logger,
          sweepEveryMs: config.sweep_interval * 1000,
          auditEveryMs: config.audit_interval * 1000,
        }),
      [CONFIG, HOST, HAPROXY, STORE, RECONCILER, LOGGER],
    )
    .inSingletonScope();
  bind(SYNC_REQUESTS).toConstantValue(new EventEmitter());
  bind(INBOX)
    .toResolvedValue(
      (config, connection, names, store, memories, haproxy, reconciler, ...rest) => {
        const [standing, requests, logger, metrics] = rest;
        const handlers = agentHandlers({
          store,
          touch: (deviceId) => reconciler.touch(deviceId),
          requestSync: () => requests.emit(SYNC),
          isThisInstallation: (installationId) => installationId === standing.installationId,
          inspect: deviceInspector({ desired: store, memories, haproxy }),
          logger,
        });
        const side = { agent: config.agent_host };
        const common = { connection, topology: names, logger, metrics };
        return new RpcServer({ ...common, side, consumesOnDemand: true, handlers });
      },
      [
        CONFIG,
        CONNECTION,
        TOPOLOGY,
        STORE,
        MEMORIES,
        HAPROXY,
        RECONCILER,
        STANDING,
        SYNC_REQUESTS,
        LOGGER,
        METRICS,
      ],
    )
    .inSingletonScope();
  bind(NAME_GUARD)
    .toResolvedValue(
      (standing, rpc, store, reconciler, janitor, inbox, logger) =>
        new NameGuard({
          standing,
          store,
          reconciler,
          janitor,
          inbox,
          sync: (signal, onListed) => {
            const onChanged = (deviceId: string): void => reconciler.touch(deviceId);
            return fullSync({ identity: standing, rpc, store, logger, onListed, onChanged }, signal);
          },
          logger,
        }),
      [STANDING, RPC_CLIENT, STORE, RECONCILER, JANITOR, INBOX, LOGGER],
    )
    .inSingletonScope();
  bind(SYNC_LOOP)
    .toResolvedValue(
      (connection, guard, store, reconciler, janitor, inbox, requests, logger) => {
        const loop = new SyncLoop({
          connection,
          logger,
          sync: (signal) => guard.sync(signal),
          onSynced: (result) => applySync(result, { store, reconciler, janitor }),
          onDisconnected: () => {
            reconciler.orphansMayGo = false;
          },
        });
        requests.on(SYNC, () => loop.request());
        inbox.onLost(() => loop.request());
        return loop;
      },
      [CONNECTION, NAME_GUARD, STORE, RECONCILER, JANITOR, INBOX, SYNC_REQUESTS, LOGGER],
    )
    .inSingletonScope();
});
