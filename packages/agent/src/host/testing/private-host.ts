import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CommandResult } from '../command.ts';
import type { Host } from '../host.ts';
import { HostError, type HostErrorCode } from '../host-error.ts';
import type { HostReply, HostRequest } from './host-process.ts';

const ENTRY = fileURLToPath(new URL('host-process.ts', import.meta.url));
const ISOLATION = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
/** The shell stays as the init of the host: it reaps what daemons leave. */
const BOOT = [
  'mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns',
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
 * A Linux host of its own for one test: network, mount and process namespaces around a process that works a LinuxHost.
 * Everything in it ends with that process, which ends with the test.
 */
export class PrivateHost {
  /** The LinuxHost over there. */
  readonly host: Host;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  private constructor(child: ChildProcess, physicalNetworks: readonly string[]) {
    this.#child = child;
    child.on('message', (reply) => this.#settle(reply as HostReply));
    child.on('exit', () => this.#fail());
    // A test that fails before its clean-up must not keep the test process, and with it this host, alive.
    child.unref();
    child.channel?.unref();
    this.host = {
      physicalNetworks,
      hasNamespace: (...args) => this.#call('hasNamespace', args),
      observePort: (...args) => this.#call('observePort', args),
      applyPort: (...args) => this.#call('applyPort', args),
      announce: (...args) => this.#call('announce', args),
      removeDevice: (...args) => this.#call('removeDevice', args),
      listDeviceIds: () => this.#call('listDeviceIds', []),
      sweepBridges: () => this.#call('sweepBridges', []),
      exec: (...args) => this.#call('exec', args),
    };
  }

  static async start(physicalNetworks = ''): Promise<PrivateHost> {
    const program = [process.execPath, '--import=tsx', '--conditions=lb-source', ENTRY, physicalNetworks];
    const child = spawn('unshare', [...ISOLATION, 'sh', '-c', BOOT, 'sh', ...program], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [ready] = (await once(child, 'message')) as [readonly string[]];
    return new PrivateHost(child, ready);
  }

  /** Runs a shell script in the root namespace of the host and returns what it prints. */
  async sh(script: string): Promise<string> {
    const result = await this.#call<CommandResult>('sh', [script]);
    if (result.code !== 0) throw new Error(`${script}: ${result.stderr}`);
    return result.stdout;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  #call<T>(method: HostRequest['method'], args: unknown[]): Promise<T> {
    const id = ++this.#lastId;
    this.#child.send({ id, method, args } satisfies HostRequest);
    return new Promise((resolve, reject) => {
      // The process at the other end runs the method of this very name.
      this.#pending.set(id, { resolve: (value) => resolve(value as T), reject });
    });
  }

  #settle({ id, value, error }: HostReply): void {
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
