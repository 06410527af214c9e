import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { eventually, withDeadline } from '@lbaas/common/runtime';
import { exitCode } from './exit-code.ts';
import { childrenOf } from './process-table.ts';

/** As spawn() takes it: a file descriptor at index 3 and on is inherited under that number. */
export type HostStdio = ('ignore' | 'pipe' | 'inherit' | number)[];

export interface HostProcessOptions {
  readonly stdio?: HostStdio;
  readonly env?: NodeJS.ProcessEnv;
}

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;

/**
 * A process on a lab host. Its parent `nsenter` waits for it and passes on its exit code, but not signals: these are
 * sent to the process itself, by the pid that it has outside.
 */
export class HostProcess {
  /** Exit code, once the process has ended. */
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  #pid: number | undefined;
  #code: number | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', () => resolve((this.#code = 127)));
      child.once('exit', (code, signal) => resolve((this.#code = exitCode(code, signal))));
    });
  }

  /** Resolves when the process exists (or has already ended). */
  static async spawn(argv: readonly string[], options: HostProcessOptions = {}): Promise<HostProcess> {
    const { stdio = ['ignore', 'pipe', 'pipe'], env = process.env } = options;
    const [file = '', ...args] = argv;
    // Its own session: Ctrl-C in the terminal is for the lab, which then stops its processes in order.
    const child = spawn(file, args, { stdio, env, cwd: '/', detached: true });
    const started = new HostProcess(child);
    await eventually(() => started.#findPid(), { withinMs: START_DEADLINE_MS, everyMs: 2 });
    return started;
  }

  /** Pid in the machine's own pid namespace; undefined if the process ended before it was found. */
  get pid(): number | undefined {
    return this.#pid;
  }

  get running(): boolean {
    return this.#code === undefined;
  }

  get stdin(): Writable | null {
    return this.#child.stdin;
  }

  get stdout(): Readable | null {
    return this.#child.stdout;
  }

  get stderr(): Readable | null {
    return this.#child.stderr;
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.running || this.#pid === undefined) return;
    try {
      process.kill(this.#pid, signal);
      // `nsenter` has stopped itself when its process was stopped, and would not see the end of it.
      this.#child.kill('SIGCONT');
    } catch {
      // It has just ended.
    }
  }

  /** SIGTERM, then SIGKILL if that has no effect in time. Resolves when the process is gone. */
  async stop(deadlineMs = STOP_DEADLINE_MS): Promise<void> {
    this.kill('SIGTERM');
    try {
      await withDeadline(`process ${this.#pid} to end`, deadlineMs, () => this.ended);
    } catch {
      await this.kill9();
    }
  }

  async kill9(): Promise<void> {
    this.kill('SIGKILL');
    await withDeadline(`process ${this.#pid} to end`, STOP_DEADLINE_MS, () => this.ended);
  }

  #findPid(): void {
    if (!this.running || this.#child.pid === undefined) return;
    this.#pid = childrenOf(this.#child.pid)[0];
    if (this.#pid === undefined) throw new Error('the process has not started yet');
  }
}
