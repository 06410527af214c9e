import type { Channel, Options } from 'amqplib';

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

/**
 * How a queue is declared: made, if it is not there; or, where somebody has made it with other arguments, taken as it
 * is found.
 */
export type Declaring = 'made' | 'found';

const queueDeclarer =
  (declaring: Declaring) =>
  async (channel: Channel, name: string, options: Options.AssertQueue): Promise<void> => {
    if (declaring === 'found') await channel.checkQueue(name);
    else await channel.assertQueue(name, options);
  };

export async function declareExchange(channel: Channel, names: Topology): Promise<void> {
  await channel.assertExchange(names.exchange, 'topic', { durable: true });
}

/** Where messages that could not be handled go; it keeps the newest ones. */
export async function declareDeadQueue(
  channel: Channel,
  names: Topology,
  declaring: Declaring = 'made',
): Promise<void> {
  await channel.assertExchange(names.deadExchange, 'fanout', { durable: true });
  const options = { durable: true, maxLength: DEAD_QUEUE_LENGTH, overflow: 'drop-head' } as const;
  await queueDeclarer(declaring)(channel, names.deadQueue, options);
  await channel.bindQueue(names.deadQueue, names.deadExchange, '');
}

/**
 * Everything that takes messages for the servers. Their work never expires and never overflows, because each message
 * is a fact that is sent once.
 */
export async function declareServerQueues(
  channel: Channel,
  names: Topology,
  declaring: Declaring = 'made',
): Promise<void> {
  const declare = queueDeclarer(declaring);
  await declare(channel, names.workQueue, { durable: true });
  await channel.bindQueue(names.workQueue, names.exchange, names.workKey);
  const bounds = {
    maxLength: LOSSY_QUEUE_LENGTH,
    overflow: 'drop-head',
    messageTtl: LOSSY_QUEUE_TTL_MS,
  } as const;
  await declare(channel, names.lossyQueue, { durable: true, ...bounds });
  await channel.bindQueue(names.lossyQueue, names.exchange, names.lossyKey);
}

/** Single active consumer: two agent processes started on one host by mistake do not share its messages. */
export async function declareAgentQueue(
  channel: Channel,
  names: Topology,
  { host, declaring = 'made' }: { readonly host: string; readonly declaring?: Declaring },
): Promise<void> {
  const bounds = {
    maxLength: AGENT_QUEUE_LENGTH,
    overflow: 'drop-head',
    messageTtl: AGENT_QUEUE_TTL_MS,
  } as const;
  const options = { durable: true, ...bounds, arguments: { 'x-single-active-consumer': true } };
  await queueDeclarer(declaring)(channel, names.agentQueue(host), options);
  await channel.bindQueue(names.agentQueue(host), names.exchange, names.agentKey(host));
}
