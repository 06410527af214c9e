import { AmqpConnection, RpcClient, type Topology, topology } from '@lbaas/common/amqp';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { CONFIG, LOGGER, METRICS } from './runtime.ts';

export const CONNECTION = Symbol.for('lbaas.agent.Connection') as ServiceIdentifier<AmqpConnection>;
export const TOPOLOGY = Symbol.for('lbaas.agent.Topology') as ServiceIdentifier<Topology>;
export const RPC_CLIENT = Symbol.for('lbaas.agent.RpcClient') as ServiceIdentifier<RpcClient>;

export const messagingModule = new ContainerModule(({ bind }) => {
  bind(TOPOLOGY)
    .toResolvedValue((config) => topology(config.amqp_prefix), [CONFIG])
    .inSingletonScope();
  bind(CONNECTION)
    .toResolvedValue(
      (config, logger) =>
        new AmqpConnection({ url: config.amqp_url, name: `lbaas-agent@${config.agent_host}`, logger }),
      [CONFIG, LOGGER],
    )
    .inSingletonScope();
  bind(RPC_CLIENT)
    .toResolvedValue(
      (connection, names, logger, metrics) => new RpcClient({ connection, topology: names, logger, metrics }),
      [CONNECTION, TOPOLOGY, LOGGER, METRICS],
    )
    .inSingletonScope();
});
