import { ContainerModule } from 'inversify';
import { AmqpConnection, RpcClient, type Topology, topology } from '../amqp/index.ts';
import { bindWith, token } from './bind-with.ts';
import { LOGGER, METRICS } from './runtime.ts';

export const CONNECTION = token<AmqpConnection>('lbaas.Connection');
export const TOPOLOGY = token<Topology>('lbaas.Topology');
export const RPC_CLIENT = token<RpcClient>('lbaas.RpcClient');

export interface BrokerSettings {
  readonly amqp_url: string;
  readonly amqp_prefix: string;
}

/** The connection to the broker and calls over it. The broker lists the connection by the name. */
export const brokerModule = (settings: BrokerSettings, connectionName: string): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TOPOLOGY).toConstantValue(topology(settings.amqp_prefix));
    bindWith(
      bind,
      CONNECTION,
      { logger: LOGGER },
      ({ logger }) => new AmqpConnection({ url: settings.amqp_url, name: connectionName, logger }),
    );
    bindWith(
      bind,
      RPC_CLIENT,
      { connection: CONNECTION, topology: TOPOLOGY, logger: LOGGER, metrics: METRICS },
      (parts) => new RpcClient(parts),
    );
  });
