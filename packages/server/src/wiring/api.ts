import type { AmqpConnection, RpcClient } from '@lbaas/common/amqp';
import type { Logger, Metrics } from '@lbaas/common/runtime';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import {
  ApiGate,
  ApiServer,
  type Authenticator,
  type Dialect,
  type ListenAddress,
  type Readiness,
  createApp,
  registerOperations,
} from '../api/index.ts';
import { adminPart } from '../api/neutron/admin/index.ts';
import { neutronDialect } from '../api/neutron/index.ts';
import { lbaasV1, lbaasV1Events, poolResource } from '../api/neutron/lbaas-v1/index.ts';
import { networkPart } from '../api/neutron/network/index.ts';
import { readForbiddenMembers } from '../config/forbidden-members.ts';
import { AUTHENTICATION } from './authentication.ts';
import { quotaDefaults } from '../config/quota-settings.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { EVENT_FEED } from './events.ts';
import type { EventFeed } from '../events/index.ts';
import { CALL_LIMITS } from './limits.ts';
import { CONNECTION, RPC_CLIENT } from './messaging.ts';
import { MIGRATOR, UNIT_OF_WORK } from './persistence.ts';
import { DatabaseUnavailable, type Migrator, type UnitOfWork } from '../persistence/index.ts';
import { PLACER, PROVIDERS } from './placement.ts';
import type { Placer, ServiceProvider } from '../placement/index.ts';
import { CONFIG, LOGGER, METRICS } from './runtime.ts';
import type { InspectDevice } from '../usecases/balancing/ask-agent.ts';
import { Quotas } from '../usecases/quota/quotas.ts';

export const API_GATE = Symbol.for('lbaas.server.ApiGate') as ServiceIdentifier<ApiGate>;
export const API_SERVER = Symbol.for('lbaas.server.ApiServer') as ServiceIdentifier<ApiServer>;

/** The Fastify instance is not bound itself: it has a `then`, so the container would take it for a promise. */
export const apiModule = new ContainerModule(({ bind }) => {
  bind(API_GATE)
    .toResolvedValue(() => new ApiGate())
    .inSingletonScope();
  bind(API_SERVER)
    .toResolvedValue(
      (config, unitOfWork, placer, logger, metrics, gate, migrator, connection, rpc, providers, ...rest) => {
        const [{ authenticator, state: notes }, feed, limits] = rest;
        const quotas = new Quotas(quotaDefaults(config));
        const inspectDevice = inspectorOf(rpc);
        const shared = { unitOfWork, placer, quotas, providers, logger, metrics };
        const neutron = neutronOf(config, { ...shared, inspectDevice, feed, authenticator });
        const dialects = [neutron] as const;
        const maxPageSize = config.api_max_page_size;
        const app = createApp({ unitOfWork, authenticator, dialects, logger, maxPageSize, quotas, limits });
        registerOperations(app, {
          metrics,
          readiness: () => readiness({ migrator, unitOfWork, connection, gate }),
          notes,
        });
        gate.guard(
          app,
          dialects.map(({ prefix }) => prefix),
        );
        return new ApiServer(app, addressOf(config), logger);
      },
      [
        CONFIG,
        UNIT_OF_WORK,
        PLACER,
        LOGGER,
        METRICS,
        API_GATE,
        MIGRATOR,
        CONNECTION,
        RPC_CLIENT,
        PROVIDERS,
        AUTHENTICATION,
        EVENT_FEED,
        CALL_LIMITS,
      ],
    )
    .inSingletonScope();
});

interface NeutronNeeds {
  readonly unitOfWork: UnitOfWork;
  readonly placer: Placer;
  readonly quotas: Quotas;
  readonly providers: readonly ServiceProvider[];
  readonly inspectDevice: InspectDevice;
  readonly feed: EventFeed;
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

function neutronOf(config: ServerConfig, needs: NeutronNeeds): Dialect {
  const { unitOfWork, placer, quotas, providers, inspectDevice } = needs;
  const agentDownAfterMs = config.agent_down_after * 1000;
  const pools = poolResource({ placer, providers, agentDownAfterMs });
  const lbaas = lbaasV1({
    unitOfWork,
    placer,
    providers,
    inspectDevice,
    agentDownAfterMs,
    forbiddenMembers: readForbiddenMembers(config.forbidden_member_networks),
  });
  const { feed, authenticator, logger, metrics } = needs;
  return neutronDialect([
    lbaas,
    lbaasV1Events({
      feed,
      unitOfWork,
      resources: lbaas.resources ?? [],
      authenticator,
      maxStreams: config.events_max_streams,
      maxStreamsPerProject: config.events_max_streams_per_project,
      logger,
      metrics,
    }),
    networkPart({ defaultNetworkType: config.network_type, defaultMtu: config.network_mtu }),
    adminPart({ unitOfWork, quotas, pools, agentDownAfterMs }),
  ]);
}

/** Somebody waits for the answer: an agent that is busy for longer counts as silent. */
const INSPECT_DEADLINE_MS = 1000;

const inspectorOf =
  (rpc: RpcClient): InspectDevice =>
  (host, deviceId) =>
    rpc.call({ agent: host }, 'inspect_device', { device_id: deviceId }, { deadlineMs: INSPECT_DEADLINE_MS });

const addressOf = (config: ServerConfig): ListenAddress =>
  config.api_fd === undefined
    ? { host: config.api_host, port: config.api_port }
    : { descriptor: config.api_fd };

interface Needed {
  readonly migrator: Migrator;
  readonly unitOfWork: UnitOfWork;
  readonly connection: AmqpConnection;
  readonly gate: ApiGate;
}

async function readiness({ migrator, unitOfWork, connection, gate }: Needed): Promise<Readiness> {
  return {
    api: gate.state,
    database: await databaseState(unitOfWork),
    migrations: migrator.done ? 'ok' : 'waiting for the database',
    broker: connection.connected ? 'ok' : 'the message broker is unreachable',
  };
}

/** Without the words of the database, which tell where it is and as whom the server comes: the log has them. */
async function databaseState(unitOfWork: UnitOfWork): Promise<string> {
  try {
    await unitOfWork.statements((tx) => tx.query('SELECT 1'));
    return 'ok';
  } catch (error) {
    return error instanceof DatabaseUnavailable
      ? 'the database does not answer'
      : 'the database cannot be used';
  }
}
