import { hostname } from 'node:os';
import { AmqpConnection, RpcClient, RpcServer, type Topology, topology } from '@lbaas/common/amqp';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { AgentUpdates, RefusedAgents } from '../agents/index.ts';
import { DISPATCH_DEFAULTS, Dispatcher } from '../dispatch/index.ts';
import { BACKGROUND_WORK, NOTIFICATIONS } from './persistence.ts';
import { StrayDevices } from '../reports/index.ts';
import { createAgentMessageHandlers } from './agent-messages.ts';
import { CLOCK, CONFIG, LOGGER, METRICS } from './runtime.ts';

export const CONNECTION = Symbol.for('lbaas.server.Connection') as ServiceIdentifier<AmqpConnection>;
export const TOPOLOGY = Symbol.for('lbaas.server.Topology') as ServiceIdentifier<Topology>;
export const RPC_CLIENT = Symbol.for('lbaas.server.RpcClient') as ServiceIdentifier<RpcClient>;
export const DISPATCHER = Symbol.for('lbaas.server.Dispatcher') as ServiceIdentifier<Dispatcher>;
export const AGENT_UPDATES = Symbol.for('lbaas.server.AgentUpdates') as ServiceIdentifier<AgentUpdates>;
export const STRAY_DEVICES = Symbol.for('lbaas.server.StrayDevices') as ServiceIdentifier<StrayDevices>;
export const REFUSED_AGENTS = Symbol.for('lbaas.server.RefusedAgents') as ServiceIdentifier<RefusedAgents>;
export const REPORTS = Symbol.for('lbaas.server.Reports') as ServiceIdentifier<RpcServer>;

/** Everything that talks to agents. */
export const messagingModule = new ContainerModule(({ bind }) => {
  bind(TOPOLOGY)
    .toResolvedValue((config) => topology(config.amqp_prefix), [CONFIG])
    .inSingletonScope();
  bind(CONNECTION)
    .toResolvedValue(
      (config, logger) =>
        new AmqpConnection({ url: config.amqp_url, name: `lbaas-server@${hostname()}`, logger }),
      [CONFIG, LOGGER],
    )
    .inSingletonScope();
  bind(RPC_CLIENT)
    .toResolvedValue(
      (connection, names, logger, metrics) => new RpcClient({ connection, topology: names, logger, metrics }),
      [CONNECTION, TOPOLOGY, LOGGER, METRICS],
    )
    .inSingletonScope();
  bind(DISPATCHER)
    .toResolvedValue(
      (config, unitOfWork, rpc, connection, notifications, logger, metrics) => {
        const settings = { ...DISPATCH_DEFAULTS, agentDownAfterMs: config.agent_down_after * 1000 };
        return new Dispatcher({ unitOfWork, rpc, connection, notifications, logger, metrics, settings });
      },
      [CONFIG, BACKGROUND_WORK, RPC_CLIENT, CONNECTION, NOTIFICATIONS, LOGGER, METRICS],
    )
    .inSingletonScope();
  bind(AGENT_UPDATES)
    .toResolvedValue(
      (unitOfWork, rpc, connection, notifications, logger) =>
        new AgentUpdates({ unitOfWork, rpc, connection, notifications, logger }),
      [BACKGROUND_WORK, RPC_CLIENT, CONNECTION, NOTIFICATIONS, LOGGER],
    )
    .inSingletonScope();
  bind(STRAY_DEVICES)
    .toResolvedValue(
      (rpc, clock, logger) => new StrayDevices({ rpc, clock, logger }),
      [RPC_CLIENT, CLOCK, LOGGER],
    )
    .inSingletonScope();
  bind(REFUSED_AGENTS)
    .toResolvedValue(
      (rpc, clock, logger) => new RefusedAgents({ rpc, clock, logger }),
      [RPC_CLIENT, CLOCK, LOGGER],
    )
    .inSingletonScope();
  bind(REPORTS)
    .toResolvedValue(
      (config, unitOfWork, strays, refusals, connection, names, logger, metrics) => {
        const agentDownAfterMs = config.agent_down_after * 1000;
        const handlers = createAgentMessageHandlers({
          unitOfWork,
          strays,
          refusals,
          logger,
          agentDownAfterMs,
        });
        return new RpcServer({ connection, topology: names, side: 'server', handlers, logger, metrics });
      },
      [CONFIG, BACKGROUND_WORK, STRAY_DEVICES, REFUSED_AGENTS, CONNECTION, TOPOLOGY, LOGGER, METRICS],
    )
    .inSingletonScope();
});
