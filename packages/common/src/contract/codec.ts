import { Compile } from 'typebox/compile';
import {
  type Args,
  CONTRACT_VERSION,
  type CallMethod,
  EnvelopeSchema,
  METHODS,
  METHOD_NAMES,
  type Method,
  ReplySchema,
  type Result,
  type TraceContext,
  isMethod,
} from './messages.ts';
import { RpcError, type RpcErrorCode, isRpcErrorCode } from './rpc-errors.ts';

/** One decoded message: the method decides the type of the arguments. */
export type Message = { [M in Method]: MessageOf<M> }[Method];
export interface MessageOf<M extends Method> {
  readonly method: M;
  readonly args: Args<M>;
  readonly sentAt: string;
  readonly trace: TraceContext;
}

interface Checker {
  Check(value: unknown): boolean;
  Errors(value: unknown): { instancePath: string; message: string }[];
}

const envelopeChecker: Checker = Compile(EnvelopeSchema);
const replyChecker: Checker = Compile(ReplySchema);
const argsCheckers = new Map<Method, Checker>(
  METHOD_NAMES.map((name) => [name, Compile(METHODS[name].args)]),
);
const resultCheckers = new Map<Method, Checker>(
  METHOD_NAMES.flatMap((name) => {
    const method = METHODS[name];
    return 'result' in method ? [[name, Compile(method.result)] as const] : [];
  }),
);

export function encodeMessage<M extends Method>(
  method: M,
  args: Args<M>,
  options: { readonly now?: Date; readonly trace?: TraceContext } = {},
): Buffer {
  refuseUnless(argsCheckers.get(method), args, 'invalid_args', method);
  const sentAt = (options.now ?? new Date()).toISOString();
  const trace = options.trace ?? { request_id: null };
  return Buffer.from(JSON.stringify({ version: CONTRACT_VERSION, method, sent_at: sentAt, trace, args }));
}

/** @throws RpcError malformed_message, unknown_version, unknown_method, invalid_args */
export function decodeMessage(body: Buffer): Message {
  const envelope = parse(body);
  refuseUnless(envelopeChecker, envelope, 'malformed_message', 'envelope');
  const { version, method, sent_at, trace, args } = envelope as Envelope;
  if (version !== CONTRACT_VERSION) {
    throw new RpcError(
      'unknown_version',
      `message of version ${version}; this side speaks ${CONTRACT_VERSION}`,
    );
  }
  if (!isMethod(method)) throw new RpcError('unknown_method', `no method ${JSON.stringify(method)}`);
  refuseUnless(argsCheckers.get(method), args, 'invalid_args', method);
  // The checker of this very method has accepted the arguments.
  return { method, args, sentAt: sent_at, trace } as Message;
}

export function encodeResult<M extends CallMethod>(method: M, result: Result<M>): Buffer {
  refuseUnless(resultCheckers.get(method), result, 'handler_failed', `result of ${method}`);
  return Buffer.from(JSON.stringify({ version: CONTRACT_VERSION, ok: true, result }));
}

export function encodeFailure(error: RpcError): Buffer {
  const { code, message } = error;
  return Buffer.from(JSON.stringify({ version: CONTRACT_VERSION, ok: false, error: { code, message } }));
}

/** @throws RpcError: the remote one when the reply carries it, or what is wrong with the reply itself */
export function decodeReply<M extends CallMethod>(method: M, body: Buffer): Result<M> {
  const value = parse(body);
  refuseUnless(replyChecker, value, 'malformed_message', 'reply');
  const reply = value as ReplyEnvelope;
  if (reply.version !== CONTRACT_VERSION)
    throw new RpcError('unknown_version', `reply of version ${reply.version}`);
  if (!reply.ok) throw new RpcError(remoteCode(reply.error.code), reply.error.message);
  refuseUnless(resultCheckers.get(method), reply.result, 'malformed_message', `result of ${method}`);
  return reply.result as Result<M>;
}

interface Envelope {
  readonly version: number;
  readonly method: string;
  readonly sent_at: string;
  readonly trace: TraceContext;
  readonly args: unknown;
}
type ReplyEnvelope =
  | { readonly version: number; readonly ok: true; readonly result: unknown }
  | {
      readonly version: number;
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string };
    };

const remoteCode = (code: string): RpcErrorCode => (isRpcErrorCode(code) ? code : 'handler_failed');

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new RpcError('malformed_message', 'the body is not JSON', { cause });
  }
}

function refuseUnless(checker: Checker | undefined, value: unknown, code: RpcErrorCode, what: string): void {
  if (checker === undefined || checker.Check(value)) return;
  const first = checker.Errors(value)[0];
  throw new RpcError(
    code,
    `${what}: ${first?.instancePath ?? ''} ${first?.message ?? 'does not fit'}`.trim(),
  );
}
