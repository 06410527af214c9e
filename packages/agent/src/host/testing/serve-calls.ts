import { spawnCommand } from '../spawned-command.ts';
import { HostError } from '../host-error.ts';

export interface CallRequest {
  readonly id: number;
  readonly method: string;
  readonly args: unknown[];
}

export interface CallReply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Of a script of a test. */
const SCRIPT_DEADLINE_MS = 10_000;

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The end of an IsolatedProcess inside its host: runs what it is asked to, and ends with the one who asks. */
export function serveCalls(methods: Methods): void {
  const all: Methods = {
    sh: (script: string) => spawnCommand(['sh', '-e', '-c', script], '', SCRIPT_DEADLINE_MS),
    ...methods,
  };
  process.on('disconnect', () => process.exit());
  process.on('message', (message) => void answer(all, message as CallRequest));
  process.send?.('ready');
}

async function answer(methods: Methods, { id, method, args }: CallRequest): Promise<void> {
  try {
    // The caller is typed: these are the arguments of this very method.
    const value = await methods[method]?.(...(args as never[]));
    process.send?.({ id, value } satisfies CallReply);
  } catch (error) {
    process.send?.({ id, error: inWords(error) } satisfies CallReply);
  }
}

const inWords = (error: unknown): NonNullable<CallReply['error']> => ({
  code: error instanceof HostError ? error.code : 'lost',
  message: error instanceof Error ? error.message : String(error),
});
