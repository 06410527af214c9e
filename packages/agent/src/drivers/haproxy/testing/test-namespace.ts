import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { bundled } from '@lbaas/common/testing';
import { networkNamed } from '../../../host/index.ts';
import { signalProcess } from '../process/device-processes.ts';
import type { ExecResult, NetnsExec } from '../model/types.ts';
import type {
  BackendSpec,
  LoadResult,
  SeenRequest,
  WebAnswer,
  WebRequest,
  WorkerCall,
} from './worker-calls.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A network namespace of its own with a worker process in it; gone after close(), or when the tests end. */
export class TestNamespace implements NetnsExec {
  readonly name = `t-${randomBytes(5).toString('hex')}`;
  #worker: ChildProcess | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  readonly #onExit = (): void => this.#remove();

  async open(addresses: readonly string[] = []): Promise<void> {
    ip('netns', 'add', this.name);
    process.once('exit', this.#onExit);
    ip('-n', this.name, 'link', 'set', 'lo', 'up');
    for (const address of addresses) ip('-n', this.name, 'addr', 'add', address, 'dev', 'lo');
    await this.exec(this.name, ['sysctl', '-qw', 'net.ipv4.ping_group_range=0 2147483647']);
    const program = await bundled(new URL('namespace-worker.ts', import.meta.url));
    const args = ['netns', 'exec', this.name, process.execPath, program];
    this.#worker = spawn('ip', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#worker.on('message', (message) => this.#answer(message as { number: number }));
  }

  /** Adds or removes an address of the namespace. */
  address(verb: 'add' | 'del', address: string): void {
    ip('-n', this.name, 'addr', verb, address, 'dev', 'lo');
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker?.connected === true) {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.disconnect();
      await ended;
    }
    process.off('exit', this.#onExit);
    this.#remove();
  }

  exec(
    namespace: string,
    argv: readonly string[],
    { deadlineMs = 10_000 }: { stdin?: string; deadlineMs?: number } = {},
  ): Promise<ExecResult> {
    return new Promise((resolve) => {
      execFile(
        'ip',
        ['netns', 'exec', namespace, ...argv],
        { timeout: deadlineMs },
        (error, stdout, stderr) => {
          resolve({
            code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1,
            stdout,
            stderr,
          });
        },
      );
    });
  }

  networkNamed = networkNamed;

  listen = (spec: BackendSpec): Promise<void> => this.#call({ do: 'listen', spec }) as Promise<void>;
  unlisten = (port: number): Promise<void> => this.#call({ do: 'unlisten', port }) as Promise<void>;
  lastRequest = (port: number): Promise<SeenRequest | undefined> =>
    this.#call({ do: 'lastRequest', port }) as Promise<SeenRequest | undefined>;
  web = (request: WebRequest): Promise<WebAnswer> => this.#call({ do: 'web', request }) as Promise<WebAnswer>;
  tcp = (host: string, port: number): Promise<string> =>
    this.#call({ do: 'tcp', host, port }) as Promise<string>;
  echo = (name: string, host: string, port: number, text: string): Promise<string> =>
    this.#call({ do: 'echo', name, host, port, text }) as Promise<string>;
  hangUp = (name: string): Promise<void> => this.#call({ do: 'hangUp', name }) as Promise<void>;
  startLoad = (request: WebRequest, concurrency: number, keepAlive: boolean): Promise<void> =>
    this.#call({ do: 'startLoad', request, concurrency, keepAlive }) as Promise<void>;
  stopLoad = (): Promise<LoadResult> => this.#call({ do: 'stopLoad' }) as Promise<LoadResult>;

  #call(call: WorkerCall): Promise<unknown> {
    const number = (this.#calls += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#worker?.send({ number, call });
    });
  }

  #answer(message: { number: number; value?: unknown; error?: string }): void {
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if (message.error === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  }

  /** Synchronous, so that it also works while the test process ends. */
  #remove(): void {
    const pids = execFileSync('ip', ['netns', 'pids', this.name], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
    // A check of a monitor, for one, ends by itself at any moment.
    for (const pid of pids) signalProcess(Number(pid), 'SIGKILL');
    ip('netns', 'del', this.name);
  }
}

const ip = (...args: string[]): void => {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
};
