import type { Channel, Options } from 'amqplib';

/** The names on the broker. All start with the prefix, so several installations can share one broker. */
export interface Topology extends TopologyOptions {
  /** Durable topic exchange that every message goes through. */
  readonly exchange: string;
  readonly deadExchange: string;
  readonly deadQueue: string;
  /** The way to the dead queue through the exchange, for those who may write to that only. */
  readonly deadKey: string;
  readonly workQueue: string;
  readonly workKey: string;
  readonly lossyQueue: string;
  readonly lossyKey: string;
  agentQueue(host: string): string;
  agentKey(host: string): string;
  /** The user of the broker that an agent has for itself. */
  agentUser(host: string): string;
  /** Name and key of a queue for answers that come through the exchange. */
  replyQueue(id: string): string;
  isReplyQueue(name: string): boolean;
}

export interface TopologyOptions {
  /**
   * How queues are made: on one broker, or so that none is missing when a broker of a cluster stops. Then what must not
   * be lost is in quorum queues. What may be lost is in queues of one broker that vanish with it: a durable one would
   * be there, out of reach, until that broker is back, and nobody could make it anew elsewhere.
   */
  readonly queues: 'local' | 'replicated';
  /** What this program may declare: everything, or its own queue, as an agent with a user of its own. */
  readonly declares: 'all' | 'own';
}

export function topology(prefix = 'lbaas', options: Partial<TopologyOptions> = {}): Topology {
  return {
    queues: 'local',
    declares: 'all',
    ...options,
    exchange: prefix,
    deadExchange: `${prefix}.dead`,
    deadQueue: `${prefix}.dead`,
    deadKey: 'server.dead',
    workQueue: `${prefix}.work`,
    workKey: 'server.work',
    lossyQueue: `${prefix}.lossy`,
    lossyKey: 'server.lossy',
    agentQueue: (host) => `${prefix}.agent.${host}`,
    agentKey: (host) => `agent.${host}`,
    agentUser: (host) => `${prefix}.agent.${host}`,
    replyQueue: (id) => `${prefix}.reply.${id}`,
    isReplyQueue: (name) => name.startsWith(`${prefix}.reply.`),
  };
}

const AGENT_QUEUE_LENGTH = 2000;
/** A full sync follows every reconnect of an agent, so a message that waited longer than this is useless. */
const AGENT_QUEUE_TTL_MS = 60_000;
const LOSSY_QUEUE_LENGTH = 10_000;
const LOSSY_QUEUE_TTL_MS = 30_000;
const DEAD_QUEUE_LENGTH = 1000;
/**
 * RabbitMQ 4 drops a message of a quorum queue after 20 deliveries unless told otherwise, and 3.x knows no word for
 * `never`. What waits for the database is put off much more often.
 */
const DELIVERY_LIMIT = 1_000_000_000;

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

/** Facts that are sent once. */
const keptOptions = ({ queues }: Topology): Options.AssertQueue =>
  queues === 'local'
    ? { durable: true }
    : {
        durable: true,
        arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': DELIVERY_LIMIT },
      };

const lossyOptions = ({ queues }: Topology): Options.AssertQueue => ({ durable: queues === 'local' });

/** Who may declare nothing but its own queue waits until a server has made the exchange. */
export async function declareExchange(channel: Channel, names: Topology): Promise<void> {
  if (names.declares === 'own') return void (await channel.checkExchange(names.exchange));
  await channel.assertExchange(names.exchange, 'topic', { durable: true });
}

/** Where messages that could not be handled go; it keeps the newest ones. */
export async function declareDeadQueue(
  channel: Channel,
  names: Topology,
  declaring: Declaring = 'made',
): Promise<void> {
  await channel.assertExchange(names.deadExchange, 'fanout', { durable: true });
  const options = { ...keptOptions(names), maxLength: DEAD_QUEUE_LENGTH, overflow: 'drop-head' } as const;
  await queueDeclarer(declaring)(channel, names.deadQueue, options);
  await channel.bindQueue(names.deadQueue, names.deadExchange, '');
  await declareExchange(channel, names);
  await channel.bindQueue(names.deadQueue, names.exchange, names.deadKey);
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
  await declare(channel, names.workQueue, keptOptions(names));
  await channel.bindQueue(names.workQueue, names.exchange, names.workKey);
  const bounds = {
    maxLength: LOSSY_QUEUE_LENGTH,
    overflow: 'drop-head',
    messageTtl: LOSSY_QUEUE_TTL_MS,
  } as const;
  await declare(channel, names.lossyQueue, { ...lossyOptions(names), ...bounds });
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
  const options = { ...lossyOptions(names), ...bounds, arguments: { 'x-single-active-consumer': true } };
  await queueDeclarer(declaring)(channel, names.agentQueue(host), options);
  await channel.bindQueue(names.agentQueue(host), names.exchange, names.agentKey(host));
}
