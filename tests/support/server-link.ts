import type { Destination, RpcClient, RpcHandlers } from '@lbaas/common/amqp';
import {
  type Args,
  type CallMethod,
  type Result,
  type ServerMethod,
  decodeMessage,
  decodeReply,
  encodeMessage,
  encodeResult,
} from '@lbaas/common/contract';

type ServerCall = ServerMethod & CallMethod;
type ServerCast = Exclude<ServerMethod, CallMethod>;

/** How an agent reaches the servers. */
export interface ServerLink {
  cast<M extends ServerCast>(method: M, args: Args<M>): Promise<void>;
  call<M extends ServerCall>(method: M, args: Args<M>): Promise<Result<M>>;
}

/** Over the broker. A cast is done when the broker has it. */
export const brokerLink = (rpc: Pick<RpcClient, 'cast' | 'call'>): ServerLink => ({
  cast: (method, args) => rpc.cast(SERVER as Destination<typeof method>, method, args),
  call: (method, args) => rpc.call(SERVER as Destination<typeof method>, method, args),
});

/** The casts above: every method of these goes to the servers, which TypeScript only sees of a method that it knows. */
const SERVER = 'server';

/** Without a broker, through the same codec. A cast is done when the server has worked on it. */
export function directLink(handlers: RpcHandlers<ServerMethod>): ServerLink {
  const deliver = async <M extends ServerMethod>(method: M, args: Args<M>): Promise<unknown> => {
    const message = decodeMessage(encodeMessage(method, args));
    // The cast: what has been decoded is a message of this very method.
    return await (handlers[method] as (message: unknown) => Promise<unknown>)(message);
  };
  return {
    cast: async (method, args) => void (await deliver(method, args)),
    call: async (method, args) =>
      decodeReply(method, encodeResult(method, (await deliver(method, args)) as Result<typeof method>)),
  };
}
