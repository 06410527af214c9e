import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundled } from '@lbaas/common/testing';
import type { CommandResult } from '../command.ts';
import { HostError, type HostErrorCode } from '../host-error.ts';
import type { CallReply, CallRequest } from './serve-calls.ts';

const ISOLATION = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
/** The shell stays as the init of the host: it reaps what daemons leave. */
const BOOT = [
  'mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/netns',
  'ip link set lo up',
  'trap "" TERM INT',
  '"$@"',
  'exit $?',
].join('\n');

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A program of the tests on a Linux host of its own: network, mount and process namespaces, an empty /run. Everything
 * in there ends with the program, which ends with the test process.
 */
export class IsolatedProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (reply) => this.#settle(reply as CallReply));
    child.on('exit', () => this.#fail());
    // A test that fails before its clean-up must not keep the test process, and with it this host, alive.
    child.unref();
    child.channel?.unref();
  }

  /** @param entry URL of a module that calls `serveCalls` */
  static async start(entry: URL, ...args: string[]): Promise<IsolatedProcess> {
    const program = [process.execPath, await bundled(entry), ...args];
    const child = spawn('unshare', [...ISOLATION, 'sh', '-c', BOOT, 'sh', ...program], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    return new IsolatedProcess(child);
  }

  /** A process in the root namespace of the host, as this side numbers it. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Runs a shell script in the root namespace of the host and returns what it prints. */
  async sh(script: string): Promise<string> {
    const result = await this.call<CommandResult>('sh', script);
    if (result.code !== 0) throw new Error(`${script}: ${result.stderr}`);
    return result.stdout;
  }

  call<T>(method: string, ...args: unknown[]): Promise<T> {
    const id = ++this.#lastId;
    this.#child.send({ id, method, args } satisfies CallRequest);
    return new Promise((resolve, reject) => {
      // The program over there answers with what its method of this name gives.
      this.#pending.set(id, { resolve: (value) => resolve(value as T), reject });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  #settle({ id, value, error }: CallReply): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(value);
    else pending?.reject(new HostError(error.code as HostErrorCode, error.message));
  }

  #fail(): void {
    for (const pending of this.#pending.values()) pending.reject(new Error('the host has ended'));
    this.#pending.clear();
  }
}
