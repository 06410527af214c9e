import { EventEmitter } from 'node:events';
import { RpcServer } from '@lbaas/common/amqp';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { HAPROXY, HOST, MEMORIES, STORE } from './device.module.ts';
import { SyncLoop, agentHandlers, applySync, deviceInspector, fullSync } from './inbox/index.ts';
import { CONNECTION, RPC_CLIENT, TOPOLOGY } from './messaging.module.ts';
import { Janitor, Reconciler } from './reconcile/index.ts';
import { REPORTS } from './report.module.ts';
import { CLOCK, CONFIG, LOGGER, METRICS } from './runtime.module.ts';

export const RECONCILER = Symbol.for('lbaas.agent.Reconciler') as ServiceIdentifier<Reconciler>;
export const JANITOR = Symbol.for('lbaas.agent.Janitor') as ServiceIdentifier<Janitor>;
export const SYNC_LOOP = Symbol.for('lbaas.agent.SyncLoop') as ServiceIdentifier<SyncLoop>;
export const INBOX = Symbol.for('lbaas.agent.Inbox') as ServiceIdentifier<RpcServer>;

/** From the inbox to the full sync, which waits for the inbox. */
const SYNC_REQUESTS = Symbol.for('lbaas.agent.SyncRequests') as ServiceIdentifier<EventEmitter>;
const SYNC = 'sync';
const INBOX_DEADLINE_MS = 10_000;

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
        const [requests, logger, metrics] = rest;
        const handlers = agentHandlers({
          store,
          touch: (deviceId) => reconciler.touch(deviceId),
          requestSync: () => requests.emit(SYNC),
          inspect: deviceInspector({ desired: store, memories, haproxy }),
          logger,
        });
        const side = { agent: config.agent_host };
        return new RpcServer({ connection, topology: names, side, handlers, logger, metrics });
      },
      [CONFIG, CONNECTION, TOPOLOGY, STORE, MEMORIES, HAPROXY, RECONCILER, SYNC_REQUESTS, LOGGER, METRICS],
    )
    .inSingletonScope();
  bind(SYNC_LOOP)
    .toResolvedValue(
      (config, connection, rpc, store, reconciler, janitor, inbox, requests, logger) => {
        const loop = new SyncLoop({
          connection,
          logger,
          sync: async (signal) => {
            // What is sent after the list was read must find a queue.
            await inbox.ready(INBOX_DEADLINE_MS);
            return fullSync({ host: config.agent_host, rpc, store, logger }, signal);
          },
          onSynced: (result) => applySync(result, { store, reconciler, janitor }),
          onDisconnected: () => {
            reconciler.orphansMayGo = false;
          },
        });
        requests.on(SYNC, () => loop.request());
        return loop;
      },
      [CONFIG, CONNECTION, RPC_CLIENT, STORE, RECONCILER, JANITOR, INBOX, SYNC_REQUESTS, LOGGER],
    )
    .inSingletonScope();
});
