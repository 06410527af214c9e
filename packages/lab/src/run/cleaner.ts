import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { withDeadline } from '@lbaas/common/runtime';

/**
 * A bash script that waits for the end of its input, a pipe from this process, and cleans up then: also when this
 * process is killed.
 */
export class Cleaner {
  readonly #child: ChildProcess;

  /** @param args name of the process, then $1 and so on */
  constructor(script: string, args: readonly string[]) {
    this.#child = spawn('bash', ['--norc', '-c', script, ...args], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#child.on('error', () => undefined);
    this.#child.stdin?.on('error', () => undefined);
    this.#child.unref();
  }

  /** Cleans up now. Resolves when nothing is left. */
  async finish(what: string, deadlineMs: number): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.ref();
    this.#child.stdin?.end();
    await withDeadline(`${what} to be cleaned up`, deadlineMs, () => ended);
  }
}
