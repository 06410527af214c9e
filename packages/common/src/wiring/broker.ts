import { ContainerModule } from 'inversify';
import {
  AmqpConnection,
  type BrokerAddressSettings,
  RpcClient,
  type RpcClientOptions,
  type SenderRule,
  type Topology,
  type TopologyOptions,
  brokerAddress,
  topology,
} from '../amqp/index.ts';
import { bindWith, token } from './bind-with.ts';
import { LOGGER, METRICS } from './runtime.ts';

export const CONNECTION = token<AmqpConnection>('lbaas.Connection');
export const TOPOLOGY = token<Topology>('lbaas.Topology');
export const RPC_CLIENT = token<RpcClient>('lbaas.RpcClient');
/** Whose messages are handled. */
export const SENDER_RULE = token<{ readonly believes: SenderRule | undefined }>('lbaas.SenderRule');

export interface BrokerSettings extends BrokerAddressSettings {
  readonly amqp_prefix: string;
  readonly amqp_queues: TopologyOptions['queues'];
}

/** What servers and agents do differently. */
export interface BrokerRole extends Pick<RpcClientOptions, 'replies'> {
  /** The broker lists the connection by it. */
  readonly connectionName: string;
  readonly declares: TopologyOptions['declares'];
  readonly believes?: ((names: Topology) => SenderRule) | undefined;
  readonly answerer?: ((names: Topology) => RpcClientOptions['answerer']) | undefined;
}

/** The connection to the broker and calls over it. */
export const brokerModule = (settings: BrokerSettings, role: BrokerRole): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const { declares, replies = 'straight', connectionName: name } = role;
    const names = topology(settings.amqp_prefix, { queues: settings.amqp_queues, declares });
    bind(TOPOLOGY).toConstantValue(names);
    bind(SENDER_RULE).toConstantValue({ believes: role.believes?.(names) });
    bindWith(
      bind,
      CONNECTION,
      { logger: LOGGER },
      ({ logger }) => new AmqpConnection({ ...brokerAddress(settings), name, logger }),
    );
    bindWith(
      bind,
      RPC_CLIENT,
      { connection: CONNECTION, topology: TOPOLOGY, logger: LOGGER, metrics: METRICS },
      (parts) => new RpcClient({ ...parts, replies, answerer: role.answerer?.(names) }),
    );
  });
