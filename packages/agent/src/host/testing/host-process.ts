import { runCommand } from '../command.ts';
import type { Host } from '../host.ts';
import { HostError } from '../host-error.ts';
import { LinuxHost } from '../linux-host.ts';
import { parsePhysicalNetworks } from '../physical-networks.ts';

export interface HostRequest {
  readonly id: number;
  readonly method: Exclude<keyof Host, 'physicalNetworks'> | 'sh';
  readonly args: unknown[];
}

export interface HostReply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

const host = new LinuxHost(parsePhysicalNetworks(process.argv[2] ?? ''));

process.on('disconnect', () => process.exit());
process.on('message', (message) => void answer(message as HostRequest));
process.send?.(host.physicalNetworks);

async function answer({ id, method, args }: HostRequest): Promise<void> {
  process.send?.(
    await outcome(method, args).then(
      (value) => ({ id, value }),
      (error) => ({ id, error: inWords(error) }),
    ),
  );
}

function outcome(method: HostRequest['method'], args: unknown[]): Promise<unknown> {
  if (method === 'sh') return runCommand(['sh', '-e', '-c', String(args[0])]);
  // The caller is typed: these are the arguments of this very method.
  return (host[method] as (...any: unknown[]) => Promise<unknown>).apply(host, args);
}

const inWords = (error: unknown): HostReply['error'] => ({
  code: error instanceof HostError ? error.code : 'lost',
  message: error instanceof Error ? error.message : String(error),
});
