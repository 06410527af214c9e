import type { Channel } from 'amqplib';

/** The names on the broker. All start with the prefix, so several installations can share one broker. */
export interface Topology {
  /** Durable topic exchange that every message goes through. */
  readonly exchange: string;
  readonly deadExchange: string;
  readonly deadQueue: string;
  readonly workQueue: string;
  readonly workKey: string;
  readonly lossyQueue: string;
  readonly lossyKey: string;
  agentQueue(host: string): string;
  agentKey(host: string): string;
}

export function topology(prefix = 'lbaas'): Topology {
  return {
    exchange: prefix,
    deadExchange: `${prefix}.dead`,
    deadQueue: `${prefix}.dead`,
    workQueue: `${prefix}.work`,
    workKey: 'server.work',
    lossyQueue: `${prefix}.lossy`,
    lossyKey: 'server.lossy',
    agentQueue: (host) => `${prefix}.agent.${host}`,
    agentKey: (host) => `agent.${host}`,
  };
}

const AGENT_QUEUE_LENGTH = 2000;
/** A full sync follows every reconnect of an agent, so a message that waited longer than this is useless. */
const AGENT_QUEUE_TTL_MS = 60_000;
const LOSSY_QUEUE_LENGTH = 10_000;
const LOSSY_QUEUE_TTL_MS = 30_000;
const DEAD_QUEUE_LENGTH = 1000;

/** The exchanges, and the dead-letter queue, which keeps the newest messages that could not be handled. */
export async function declareExchanges(channel: Channel, names: Topology): Promise<void> {
  await channel.assertExchange(names.exchange, 'topic', { durable: true });
  await channel.assertExchange(names.deadExchange, 'fanout', { durable: true });
  await channel.assertQueue(names.deadQueue, {
    durable: true,
    maxLength: DEAD_QUEUE_LENGTH,
    overflow: 'drop-head',
  });
  await channel.bindQueue(names.deadQueue, names.deadExchange, '');
}

/** The work of all servers: never expires and never overflows, because each message is a fact that is sent once. */
async function declareWorkQueue(channel: Channel, names: Topology): Promise<void> {
  await channel.assertQueue(names.workQueue, { durable: true });
  await channel.bindQueue(names.workQueue, names.exchange, names.workKey);
}

async function declareLossyQueue(channel: Channel, names: Topology): Promise<void> {
  await channel.assertQueue(names.lossyQueue, {
    durable: true,
    maxLength: LOSSY_QUEUE_LENGTH,
    overflow: 'drop-head',
    messageTtl: LOSSY_QUEUE_TTL_MS,
  });
  await channel.bindQueue(names.lossyQueue, names.exchange, names.lossyKey);
}

/** Everything that takes messages for the servers. */
export async function declareServerQueues(channel: Channel, names: Topology): Promise<void> {
  await declareWorkQueue(channel, names);
  await declareLossyQueue(channel, names);
}

/** Single active consumer: two agent processes started on one host by mistake do not share its messages. */
export async function declareAgentQueue(channel: Channel, names: Topology, host: string): Promise<void> {
  await channel.assertQueue(names.agentQueue(host), {
    durable: true,
    maxLength: AGENT_QUEUE_LENGTH,
    overflow: 'drop-head',
    messageTtl: AGENT_QUEUE_TTL_MS,
    arguments: { 'x-single-active-consumer': true },
  });
  await bindAgentQueue(channel, names, host);
}

export async function bindAgentQueue(channel: Channel, names: Topology, host: string): Promise<void> {
  await channel.bindQueue(names.agentQueue(host), names.exchange, names.agentKey(host));
}
