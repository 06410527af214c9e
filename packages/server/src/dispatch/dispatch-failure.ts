import { BROKER_UNREACHABLE } from '@lbaas/common/amqp';
import { RpcError, type RpcErrorCode } from '@lbaas/common/contract';

/** Why a message has not left, for status_description. */
export function describeSendFailure(error: unknown, host: string): string {
  if (!(error instanceof RpcError)) return `the server failed to send it: ${String(error)}`;
  const known = REASONS[error.code];
  return known === undefined ? `the server failed to send it: ${error.message}` : known(host);
}

const REASONS: Partial<Record<RpcErrorCode, (host: string) => string>> = {
  disconnected: () => BROKER_UNREACHABLE,
  timeout: () => 'the message broker does not confirm messages',
  unroutable: (host) => `agent ${host} has no queue on the message broker`,
};
