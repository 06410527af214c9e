import { systemClock } from '@lbaas/common/runtime';
import { CLOCK, CONNECTION, LOGGER, METRICS, RPC_CLIENT, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { agentVersion } from '../config/agent-version.ts';
import { networkTypesOf } from '../host/index.ts';
import { ConfirmedRemovals, type DesiredStore, keptDevices, reportedAs } from '../inbox/index.ts';
import type { DeviceReport, ReportSink } from '../reconcile/index.ts';
import {
  FiguresReporter,
  Hearing,
  Heartbeat,
  HostClock,
  MetricsServer,
  Reports,
  StatusReporter,
} from '../report/index.ts';
import { CAPACITY, DRIVERS, HOST, HOST_NETWORKS, LEASE, MEMORIES, STORE } from './device.ts';
import { NAME_CLAIM } from './identity.ts';
import { CONFIG } from './settings.ts';

export const STATUS_REPORTER = token<StatusReporter>('lbaas.agent.StatusReporter');
export const FIGURES_REPORTER = token<FiguresReporter>('lbaas.agent.FiguresReporter');
export const HEARTBEAT = token<Heartbeat>('lbaas.agent.Heartbeat');
export const HOST_CLOCK = token<HostClock>('lbaas.agent.HostClock');
export const HEARING = token<Hearing>('lbaas.agent.Hearing');
export const METRICS_SERVER = token<MetricsServer>('lbaas.agent.MetricsServer');
export const REPORTS = token<ReportSink>('lbaas.agent.Reports');

const CONFIRMED_REMOVALS = token<ConfirmedRemovals>('lbaas.agent.ConfirmedRemovals');
/** What every reporter needs. */
const REPORTER = {
  identity: NAME_CLAIM,
  rpc: RPC_CLIENT,
  connection: CONNECTION,
  clock: CLOCK,
  logger: LOGGER,
};

const historyOf = (store: DesiredStore) => ({
  get id() {
    return store.historyId;
  },
  reportedAs: (report: DeviceReport) => reportedAs(store.get(report.deviceId), report),
});

/** Everything that the agent reports to the servers. */
export const reportModule = new ContainerModule(({ bind }) => {
  bindWith(
    bind,
    CONFIRMED_REMOVALS,
    { store: STORE, memories: MEMORIES, logger: LOGGER },
    (parts) => new ConfirmedRemovals(parts),
  );
  bindWith(
    bind,
    STATUS_REPORTER,
    { ...REPORTER, deliveries: CONFIRMED_REMOVALS, store: STORE },
    ({ store, ...parts }) => new StatusReporter({ ...parts, history: historyOf(store) }),
  );
  bindWith(
    bind,
    FIGURES_REPORTER,
    { ...REPORTER, config: CONFIG, drivers: DRIVERS, desired: STORE, memories: MEMORIES, metrics: METRICS },
    ({ config, ...parts }) =>
      new FiguresReporter({
        ...parts,
        healthEveryMs: config.health_interval * 1000,
        statsEveryMs: config.stats_interval * 1000,
        maxSeries: config.metrics_max_series,
        concurrency: config.poll_concurrency,
      }),
  );
  bindWith(bind, HEARING, { logger: LOGGER, metrics: METRICS }, (parts) => new Hearing(parts));
  // Not the one of messages, which never goes back.
  bindWith(bind, HOST_CLOCK, { logger: LOGGER }, (parts) => new HostClock({ ...parts, clock: systemClock }));
  bindWith(
    bind,
    HEARTBEAT,
    {
      ...REPORTER,
      config: CONFIG,
      networks: HOST_NETWORKS,
      host: HOST,
      capacity: CAPACITY,
      drivers: DRIVERS,
      desired: STORE,
      memories: MEMORIES,
      hearing: HEARING,
      hostClock: HOST_CLOCK,
      lease: LEASE,
    },
    ({ config, networks, host, drivers, lease, ...parts }) =>
      new Heartbeat({
        ...parts,
        lease: (beat) => lease.inHeartbeat(beat),
        kept: () => keptDevices(parts.desired.ids().map((id) => parts.desired.get(id))),
        version: agentVersion(),
        drivers: drivers.names,
        programs: () => drivers.programs,
        physicalNetworks: [...networks.physical.keys()],
        tunnelIp: networks.tunnelIp,
        networkTypes: () => networkTypesOf(networks),
        portSecurity: () => host.portSecurity,
        everyMs: config.heartbeat_interval * 1000,
      }),
  );
  bindWith(
    bind,
    METRICS_SERVER,
    { config: CONFIG, claim: NAME_CLAIM, metrics: METRICS, logger: LOGGER },
    ({ config, ...parts }) =>
      new MetricsServer({ ...parts, port: config.metrics_port, address: config.metrics_address }),
  );
  bindWith(
    bind,
    REPORTS,
    { statuses: STATUS_REPORTER, figures: FIGURES_REPORTER },
    (parts) => new Reports(parts),
  );
});
