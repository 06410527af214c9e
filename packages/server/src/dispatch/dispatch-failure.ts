import { RpcError } from '@lbaas/common/contract';

/** A constant, since what waits for it is found by it when the broker is back. */
export const BROKER_UNREACHABLE = 'the message broker is unreachable';

/** Why a message has not left, for status_description. */
export function describeSendFailure(error: unknown, host: string): string {
  if (!(error instanceof RpcError)) return `the server failed to send it: ${String(error)}`;
  switch (error.code) {
    case 'disconnected':
      return BROKER_UNREACHABLE;
    case 'timeout':
      return 'the message broker does not confirm messages';
    case 'unroutable':
      return `agent ${host} has no queue on the message broker`;
    default:
      return `the server failed to send it: ${error.message}`;
  }
}
