/** Why a message or a call was refused. Callers match the code, never the text. */
export const RPC_ERRORS = {
  malformed_message: { retryable: false, means: 'the body is not a JSON envelope' },
  unknown_version: { retryable: false, means: 'the message speaks another version of the contract' },
  unknown_method: { retryable: false, means: 'the contract has no such method, or not in this direction' },
  invalid_args: { retryable: false, means: 'the arguments do not fit the schema of the method' },
  not_found: { retryable: false, means: 'what the call is about does not exist here' },
  not_holder: { retryable: false, means: 'the reporting host does not hold the placement' },
  unverified_sender: {
    retryable: false,
    means: 'the message speaks for a host, or for the servers, and its broker user is not theirs',
  },
  foreign_installation: {
    retryable: true,
    means: 'another installation holds the name of the calling host, and is alive',
  },
  unroutable: { retryable: true, means: 'no queue takes the message: the receiver never connected' },
  timeout: { retryable: true, means: 'no answer or no confirm before the deadline' },
  disconnected: { retryable: true, means: 'no connection to the broker' },
  handler_failed: { retryable: true, means: 'the receiver failed while it worked on the call' },
} as const;

export type RpcErrorCode = keyof typeof RPC_ERRORS;

export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: RpcErrorCode;

  constructor(code: RpcErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get retryable(): boolean {
    return RPC_ERRORS[this.code].retryable;
  }
}

export const isRpcErrorCode = (code: string): code is RpcErrorCode => Object.hasOwn(RPC_ERRORS, code);
