import {
  type AgentMethod,
  type CallMethod,
  METHODS,
  type Message,
  type MessageOf,
  type Method,
  type Result,
  RpcError,
  type ServerMethod,
  decodeMessage,
  encodeFailure,
  encodeResult,
} from '../contract/index.ts';
import { type Logger, inRequest } from '../runtime/index.ts';
import { RetryLater } from './retry-later.ts';
import { type Sender, type SenderRule, anySender } from './verified-sender.ts';

/** One handler for each method of a side. What the handler of a call resolves to is the answer. */
export type RpcHandlers<M extends Method> = {
  readonly [K in M]: (message: MessageOf<K>) => Promise<K extends CallMethod ? Result<K> : void>;
};

/** What happens to a message that was handled. */
export type Outcome = MessageFate & {
  /** The request that the message belongs to. */
  readonly requestId?: string | undefined;
};

type MessageFate =
  | { readonly kind: 'done'; readonly method: Method }
  | { readonly kind: 'reply'; readonly method: Method; readonly body: Buffer }
  | { readonly kind: 'refused'; readonly method: string; readonly code: string; readonly body: Buffer }
  | { readonly kind: 'dead'; readonly method: string; readonly code: string; readonly error: Error }
  | { readonly kind: 'retry'; readonly method: Method; readonly error: RetryLater };

export interface DispatchOptions {
  /** Whose messages are accepted: those of the other side. */
  readonly from: 'agent' | 'server';
  readonly handlers: RpcHandlers<ServerMethod> | RpcHandlers<AgentMethod>;
  readonly logger: Logger;
  /** @default everybody is believed whom the broker lets in */
  readonly believes?: SenderRule | undefined;
}

type AnyHandler = (message: Message) => Promise<unknown>;

const ERROR_TEXT_LENGTH = 1000;

/**
 * Decodes a message, runs its handler inside its request context, and returns what happens to the message. Never
 * throws.
 */
export async function handleMessage(
  body: Buffer,
  sender: Sender,
  options: DispatchOptions,
): Promise<Outcome> {
  const wantsReply = sender.replyTo !== undefined;
  let message: Message;
  try {
    message = decodeFor(body, wantsReply, options);
  } catch (error) {
    return refusal('unknown', error as Error, wantsReply);
  }
  const doubt = (options.believes ?? anySender)(message, sender);
  // Without an answer: where that is to go is the word of the same sender.
  if (doubt !== undefined) return refusal(message.method, new RpcError('unverified_sender', doubt), false);
  const requestId = message.trace.request_id ?? undefined;
  const fate = await inRequest(requestId, () => runHandler(message, options));
  return { ...fate, requestId };
}

function decodeFor(body: Buffer, wantsReply: boolean, options: DispatchOptions): Message {
  const message = decodeMessage(body);
  const method = METHODS[message.method];
  if (method.from !== options.from) {
    throw new RpcError('unknown_method', `${message.method} is not for this side`);
  }
  if (method.kind === 'call' && !wantsReply) {
    throw new RpcError('malformed_message', `a call of ${message.method} without an address for the reply`);
  }
  return message;
}

async function runHandler(message: Message, options: DispatchOptions): Promise<MessageFate> {
  const { method } = message;
  const isCall = METHODS[method].kind === 'call';
  // After the direction check only methods of these handlers are left, each with its own type of message.
  const handler = (options.handlers as Record<Method, AnyHandler | undefined>)[method];
  try {
    if (handler === undefined) throw new RpcError('unknown_method', `no handler for ${method}`);
    const result = await handler(message);
    if (!isCall) return { kind: 'done', method };
    // The cast: the result is checked against its schema while it is encoded.
    return { kind: 'reply', method, body: encodeResult(method as CallMethod, result as Result<CallMethod>) };
  } catch (error) {
    return failure(method, error, isCall, options.logger);
  }
}

function failure(method: Method, thrown: unknown, isCall: boolean, logger: Logger): MessageFate {
  if (thrown instanceof RetryLater && !isCall) return { kind: 'retry', method, error: thrown };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const isExpected = error instanceof RpcError || error instanceof RetryLater;
  if (isCall && !isExpected) logger.error({ err: error, method }, 'the handler of a call failed');
  return refusal(method, error, isCall);
}

function refusal(method: string, error: Error, wantsReply: boolean): MessageFate {
  const known = error instanceof RpcError ? error : new RpcError('handler_failed', error.message);
  const { code } = known;
  if (!wantsReply) return { kind: 'dead', method, code, error };
  const answer = new RpcError(code, known.message.slice(0, ERROR_TEXT_LENGTH));
  return { kind: 'refused', method, code, body: encodeFailure(answer) };
}
