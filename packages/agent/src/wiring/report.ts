import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { agentVersion } from '../config/agent-version.ts';
import { HAPROXY, HOST, MEMORIES, STORE } from './device.ts';
import { STANDING } from './identity.ts';
import { CONNECTION, RPC_CLIENT } from './messaging.ts';
import type { ReportSink } from '../reconcile/index.ts';
import { DevicePoller, Heartbeat, MetricsServer, StatusReporter } from '../report/index.ts';
import { CLOCK, CONFIG, LOGGER, METRICS } from './runtime.ts';

export const STATUS_REPORTER = Symbol.for('lbaas.agent.StatusReporter') as ServiceIdentifier<StatusReporter>;
export const DEVICE_POLLER = Symbol.for('lbaas.agent.DevicePoller') as ServiceIdentifier<DevicePoller>;
export const HEARTBEAT = Symbol.for('lbaas.agent.Heartbeat') as ServiceIdentifier<Heartbeat>;
export const METRICS_SERVER = Symbol.for('lbaas.agent.MetricsServer') as ServiceIdentifier<MetricsServer>;
export const REPORTS = Symbol.for('lbaas.agent.Reports') as ServiceIdentifier<ReportSink>;

/** Everything that the agent tells the servers. */
export const reportModule = new ContainerModule(({ bind }) => {
  bind(STATUS_REPORTER)
    .toResolvedValue(
      (identity, rpc, connection, clock, logger, store, memories) =>
        new StatusReporter({
          identity,
          rpc,
          connection,
          clock,
          logger,
          onDelivered: ({ deviceId, epoch, outcome }) => {
            if (outcome !== 'removed') return;
            store
              .forget(deviceId, epoch)
              .catch((error: unknown) => logger.error({ err: error, device: deviceId }, 'not forgotten'));
            if (store.get(deviceId) === undefined) memories.forget(deviceId);
          },
        }),
      [STANDING, RPC_CLIENT, CONNECTION, CLOCK, LOGGER, STORE, MEMORIES],
    )
    .inSingletonScope();
  bind(DEVICE_POLLER)
    .toResolvedValue(
      (config, identity, rpc, connection, haproxy, desired, memories, clock, logger, metrics) =>
        new DevicePoller({
          identity,
          rpc,
          connection,
          haproxy,
          desired,
          memories,
          clock,
          logger,
          metrics,
          healthEveryMs: config.health_interval * 1000,
          statsEveryMs: config.stats_interval * 1000,
          concurrency: config.poll_concurrency,
        }),
      [CONFIG, STANDING, RPC_CLIENT, CONNECTION, HAPROXY, STORE, MEMORIES, CLOCK, LOGGER, METRICS],
    )
    .inSingletonScope();
  bind(HEARTBEAT)
    .toResolvedValue(
      (config, identity, host, rpc, connection, desired, memories, clock, logger) =>
        new Heartbeat({
          identity,
          version: agentVersion(),
          physicalNetworks: host.physicalNetworks,
          everyMs: config.heartbeat_interval * 1000,
          rpc,
          connection,
          desired,
          memories,
          clock,
          logger,
        }),
      [CONFIG, STANDING, HOST, RPC_CLIENT, CONNECTION, STORE, MEMORIES, CLOCK, LOGGER],
    )
    .inSingletonScope();
  bind(METRICS_SERVER)
    .toResolvedValue(
      (config, standing, metrics, logger) =>
        new MetricsServer({
          port: config.metrics_port,
          address: config.metrics_address,
          standing: () => standing.state,
          metrics,
          logger,
        }),
      [CONFIG, STANDING, METRICS, LOGGER],
    )
    .inSingletonScope();
  bind(REPORTS)
    .toResolvedValue(
      (statuses, poller): ReportSink => ({
        report: (report) => statuses.report(report),
        realised: (deviceId) => poller.realised(deviceId),
      }),
      [STATUS_REPORTER, DEVICE_POLLER],
    )
    .inSingletonScope();
});
