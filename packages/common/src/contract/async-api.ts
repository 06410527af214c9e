import { CONTRACT_VERSION, METHODS, METHOD_NAMES, type Method, Trace } from './messages.ts';
import { RPC_ERRORS } from './rpc-errors.ts';
import { Timestamp } from './scalars.ts';

/** Each class of queue: the template of its name, and what its messages may rely on. */
const CHANNELS = {
  agent: {
    address: '{prefix}.agent.{host}',
    title: 'One queue per agent host: short TTL, bounded, single active consumer',
  },
  work: {
    address: '{prefix}.work',
    title: 'Work of the servers: shared by all replicas, never dropped',
  },
  lossy: { address: '{prefix}.lossy', title: 'Heartbeats and statistics: may be dropped' },
} as const;
type Channel = keyof typeof CHANNELS;

/** The contract as an AsyncAPI 3.0 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0). */
export function asyncApiDocument(): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'LBaaS RPC contract',
      version: `${CONTRACT_VERSION}.0.0`,
      description:
        'What the plugin server and the lbaas agents say to each other over RabbitMQ (AMQP 0-9-1).',
    },
    defaultContentType: 'application/json',
    channels: {
      ...Object.fromEntries(Object.keys(CHANNELS).map((name) => [name, channel(name as Channel)])),
      reply: replyChannel(),
    },
    operations: Object.fromEntries(METHOD_NAMES.map((name) => [name, operation(name)])),
    components: {
      messages: Object.fromEntries(METHOD_NAMES.flatMap((name) => messagesOf(name))),
      schemas: { RpcError: rpcErrorSchema() },
    },
  };
}

const ref = (path: string): object => ({ $ref: `#/${path}` });
const methodsOn = (queue: Channel): Method[] => METHOD_NAMES.filter((name) => METHODS[name].queue === queue);

function channel(name: Channel): object {
  const parameters = { prefix: { description: 'Prefix of all names, "lbaas" by default' } };
  return {
    ...CHANNELS[name],
    parameters:
      name === 'agent' ? { ...parameters, host: { description: 'Name of the agent host' } } : parameters,
    messages: Object.fromEntries(
      methodsOn(name).map((method) => [method, ref(`components/messages/${method}`)]),
    ),
  };
}

function replyChannel(): object {
  const calls = METHOD_NAMES.filter((name) => METHODS[name].kind === 'call');
  return {
    address: null,
    title: 'Direct reply-to of the caller',
    messages: Object.fromEntries(
      calls.map((name) => [`${name}_reply`, ref(`components/messages/${name}_reply`)]),
    ),
  };
}

function operation(name: Method): object {
  const { queue, kind, summary, from } = METHODS[name];
  const reply = {
    address: { location: '$message.header#/replyTo' },
    channel: ref('channels/reply'),
    messages: [ref(`channels/reply/messages/${name}_reply`)],
  };
  return {
    action: 'send',
    summary,
    tags: [{ name: `from ${from}` }, { name: kind }],
    channel: ref(`channels/${queue}`),
    messages: [ref(`channels/${queue}/messages/${name}`)],
    ...(kind === 'call' ? { reply } : {}),
  };
}

function messagesOf(name: Method): [string, object][] {
  const method = METHODS[name];
  const request: [string, object] = [name, { name, summary: method.summary, payload: envelopeOf(name) }];
  if (!('result' in method)) return [request];
  return [request, [`${name}_reply`, { name: `${name}_reply`, payload: replyOf(method.result) }]];
}

const envelopeOf = (name: Method): object => ({
  type: 'object',
  required: ['version', 'method', 'sent_at', 'trace', 'args'],
  properties: {
    version: { const: CONTRACT_VERSION },
    method: { const: name },
    sent_at: Timestamp,
    trace: Trace,
    args: METHODS[name].args,
  },
});

const replyOf = (result: object): object => ({
  oneOf: [
    {
      type: 'object',
      required: ['version', 'ok', 'result'],
      properties: { version: { const: CONTRACT_VERSION }, ok: { const: true }, result },
    },
    {
      type: 'object',
      required: ['version', 'ok', 'error'],
      properties: {
        version: { const: CONTRACT_VERSION },
        ok: { const: false },
        error: ref('components/schemas/RpcError'),
      },
    },
  ],
});

const rpcErrorSchema = (): object => ({
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: {
      enum: Object.keys(RPC_ERRORS),
      description: Object.entries(RPC_ERRORS)
        .map(([code, { means, retryable }]) => `${code}: ${means}${retryable ? ' (may be tried again)' : ''}`)
        .join('; '),
    },
    message: { type: 'string' },
  },
});
