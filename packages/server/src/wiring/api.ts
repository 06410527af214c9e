import { countDeadLetters } from '@lbaas/common/amqp';
import {
  CLOCK,
  CONNECTION,
  LOGGER,
  METRICS,
  RPC_CLIENT,
  TOPOLOGY,
  bindWith,
  token,
} from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { deviceInspector, devicePreviewer, deviceReleaser, meterInstallation } from '../agents/index.ts';
import { readCertificate } from '../api/http/api-certificate.ts';
import { listenAddress } from '../api/http/api-server.ts';
import { type Readiness, readReadiness } from '../api/http/readiness.ts';
import { ApiGate, ApiServer, type Dialect, createApp, registerOperations } from '../api/index.ts';
import { adminPart } from '../api/neutron/admin/index.ts';
import { type NeutronPart, neutronDialect } from '../api/neutron/index.ts';
import { lbaasV1, lbaasV1Events, poolResource } from '../api/neutron/lbaas-v1/index.ts';
import { networkPart } from '../api/neutron/network/index.ts';
import { overviewPart } from '../api/neutron/overview/index.ts';
import { routingPart } from '../api/neutron/routing/index.ts';
import { SESSION_PREFIX, registerPage } from '../api/page/index.ts';
import { readSegmentRanges } from '../config/segment-ranges.ts';
import { readForbiddenMembers } from '../config/forbidden-members.ts';
import { pageDirectory, sessionLifetimeMs } from '../config/page-settings.ts';
import { quotaDefaults } from '../config/quota-settings.ts';
import { DryRuns } from '../usecases/dry-run/index.ts';
import { Quotas } from '../usecases/quota/quotas.ts';
import { AUTHENTICATION } from './authentication.ts';
import { EVENT_FEED } from './events.ts';
import { CALL_LIMITS } from './limits.ts';
import { BACKGROUND_WORK, MIGRATOR, UNIT_OF_WORK } from './persistence.ts';
import { MOVER, PLACER, PROVIDERS } from './placement.ts';
import { DOORKEEPER, SESSIONS } from './sessions.ts';
import { AGENT_DOWN_AFTER_MS, CONFIG, LEASE_S } from './settings.ts';

export const API_GATE = token<ApiGate>('lbaas.server.ApiGate');
export const READINESS = token<() => Promise<Readiness>>('lbaas.server.Readiness');
export const API_SERVER = token<ApiServer>('lbaas.server.ApiServer');
const QUOTAS = token<Quotas>('lbaas.server.Quotas');
const DRY_RUNS = token<DryRuns>('lbaas.server.DryRuns');
const LBAAS_PART = token<NeutronPart>('lbaas.server.LbaasPart');
const EVENTS_PART = token<NeutronPart>('lbaas.server.EventsPart');
const NETWORK_PART = token<NeutronPart>('lbaas.server.NetworkPart');
const ROUTING_PART = token<NeutronPart>('lbaas.server.RoutingPart');
const OVERVIEW_PART = token<NeutronPart>('lbaas.server.OverviewPart');
const ADMIN_PART = token<NeutronPart>('lbaas.server.AdminPart');
const NEUTRON = token<Dialect>('lbaas.server.Neutron');

/** What the Neutron dialect serves, by subject. */
export const apiPartsModule = new ContainerModule(({ bind }) => {
  bindWith(bind, QUOTAS, { config: CONFIG }, ({ config }) => new Quotas(quotaDefaults(config)));
  const dry = { unitOfWork: UNIT_OF_WORK, placer: PLACER, providers: PROVIDERS, rpc: RPC_CLIENT };
  bindWith(
    bind,
    DRY_RUNS,
    dry,
    ({ rpc, ...parts }) => new DryRuns({ ...parts, previewDevice: devicePreviewer(rpc) }),
  );
  const lbaas = {
    config: CONFIG,
    dryRuns: DRY_RUNS,
    quotas: QUOTAS,
    unitOfWork: UNIT_OF_WORK,
    placer: PLACER,
    providers: PROVIDERS,
    rpc: RPC_CLIENT,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
  };
  bindWith(bind, LBAAS_PART, lbaas, ({ config, rpc, ...parts }) =>
    lbaasV1({
      ...parts,
      inspectDevice: deviceInspector(rpc),
      forbiddenMembers: readForbiddenMembers(config.forbidden_member_networks),
    }),
  );
  const routing = {
    unitOfWork: UNIT_OF_WORK,
    placer: PLACER,
    rpc: RPC_CLIENT,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
  };
  bindWith(bind, ROUTING_PART, routing, ({ rpc, ...parts }) =>
    routingPart({ ...parts, inspectDevice: deviceInspector(rpc) }),
  );
  const events = {
    config: CONFIG,
    feed: EVENT_FEED,
    unitOfWork: UNIT_OF_WORK,
    lbaas: LBAAS_PART,
    routing: ROUTING_PART,
    admin: ADMIN_PART,
    authenticator: DOORKEEPER,
    logger: LOGGER,
    metrics: METRICS,
  };
  bindWith(bind, EVENTS_PART, events, ({ config, lbaas: balancing, routing: l3, admin: own, ...parts }) =>
    lbaasV1Events({
      ...parts,
      resources: [balancing, l3, own].flatMap(({ resources = [] }) => resources),
      maxStreams: config.events_max_streams,
      maxStreamsPerProject: config.events_max_streams_per_project,
    }),
  );
  bindWith(bind, NETWORK_PART, { config: CONFIG }, ({ config }) =>
    networkPart({
      defaultNetworkType: config.network_type,
      defaultMtu: config.network_mtu,
      ranges: readSegmentRanges(config),
      tunnelIpVersion: config.tunnel_ip_version === '6' ? 6 : 4,
    }),
  );
  const admin = {
    unitOfWork: UNIT_OF_WORK,
    quotas: QUOTAS,
    placer: PLACER,
    providers: PROVIDERS,
    mover: MOVER,
    lease: LEASE_S,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
    connection: CONNECTION,
    topology: TOPOLOGY,
    rpc: RPC_CLIENT,
    metrics: METRICS,
  };
  bindWith(bind, ADMIN_PART, admin, ({ placer, rpc, providers, connection, topology, lease, ...parts }) => {
    const pools = poolResource({ placer, providers, agentDownAfterMs: parts.agentDownAfterMs });
    return adminPart({
      ...parts,
      ...lease,
      pools,
      releaseDevice: deviceReleaser(rpc),
      countDeadLetters: () => countDeadLetters(connection, topology),
    });
  });
  const overview = { unitOfWork: UNIT_OF_WORK, agentDownAfterMs: AGENT_DOWN_AFTER_MS };
  bindWith(bind, OVERVIEW_PART, overview, (tokens) => overviewPart(tokens));
  const parts = {
    lbaas: LBAAS_PART,
    events: EVENTS_PART,
    network: NETWORK_PART,
    routing: ROUTING_PART,
    overview: OVERVIEW_PART,
    admin: ADMIN_PART,
  };
  bindWith(bind, NEUTRON, parts, (part) =>
    neutronDialect([part.lbaas, part.events, part.network, part.routing, part.overview, part.admin]),
  );
});

/** The Fastify instance is not bound itself: it has a `then`, so the container would take it for a promise. */
export const apiModule = new ContainerModule(({ bind }) => {
  bindWith(bind, API_GATE, {}, () => new ApiGate());
  bindWith(
    bind,
    READINESS,
    { unitOfWork: UNIT_OF_WORK, gate: API_GATE, migrator: MIGRATOR, connection: CONNECTION },
    (parts) => () => readReadiness(parts),
  );
  const tokens = {
    config: CONFIG,
    unitOfWork: UNIT_OF_WORK,
    authentication: AUTHENTICATION,
    authenticator: DOORKEEPER,
    sessions: SESSIONS,
    clock: CLOCK,
    neutron: NEUTRON,
    quotas: QUOTAS,
    dryRuns: DRY_RUNS,
    limits: CALL_LIMITS,
    gate: API_GATE,
    readiness: READINESS,
    logger: LOGGER,
    metrics: METRICS,
    background: BACKGROUND_WORK,
    agentDownAfterMs: AGENT_DOWN_AFTER_MS,
  };
  bindWith(bind, API_SERVER, tokens, ({ config, authentication, gate, logger, ...parts }) => {
    const { unitOfWork, authenticator, quotas, dryRuns, limits, neutron } = parts;
    const { background, agentDownAfterMs } = parts;
    const { signIn, state: notes } = authentication;
    const dialects = [neutron] as const;
    const maxPageSize = config.api_max_page_size;
    const certificate = () => readCertificate(config);
    const app = createApp({
      unitOfWork,
      authenticator,
      dialects,
      logger,
      maxPageSize,
      quotas,
      dryRuns,
      limits,
      tls: certificate(),
    });
    meterInstallation({ metrics: parts.metrics, unitOfWork: background, agentDownAfterMs });
    registerOperations(app, { metrics: parts.metrics, readiness: parts.readiness, notes });
    registerPage(app, {
      directory: pageDirectory(config),
      sessions: {
        signIn,
        authenticator: authentication.authenticator,
        sessions: parts.sessions,
        clock: parts.clock,
        lifetimeMs: sessionLifetimeMs(config),
        guesses: limits.guesses,
      },
    });
    gate.guard(app, [...dialects.map(({ prefix }) => prefix), SESSION_PREFIX]);
    return new ApiServer({ app, address: listenAddress(config), logger, certificate });
  });
});
