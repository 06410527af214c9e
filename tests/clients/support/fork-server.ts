import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '@lbaas/common/runtime';
import type { CommandResult } from '@lbaas/lab';

/** The distribution's interpreter, for which its packages are made; another one may come first on PATH. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('neutron-fork-server.py', import.meta.url));
export const NEUTRON = '/usr/bin/neutron';

/** @throws Error when the machine does not have the client */
export function requireNeutron(): void {
  if (!existsSync(NEUTRON)) throw new Error(`${NEUTRON} is missing: install python3-neutronclient 8.1.0`);
}

/** Above the deadline that the script sets for a command. */
const ANSWER_MS = 40_000;

/** The unmodified `neutron`, imported once and forked for every command; see the script. */
export class ForkServer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(env: NodeJS.ProcessEnv) {
    this.#child = spawn(PYTHON, [SCRIPT], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    // What ended it shows when the next answer does not come.
    this.#child.stdin.on('error', () => undefined);
  }

  /** Runs one command to its end, after those that were asked for before. Its exit code is negative for a signal. */
  run(argv: readonly string[]): Promise<CommandResult> {
    const result = this.#last.then(() => this.#ask(argv));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin.end();
    await withDeadline('the fork server to end', ANSWER_MS, () => ended);
  }

  async #ask(argv: readonly string[]): Promise<CommandResult> {
    this.#child.stdin.write(`${JSON.stringify(argv)}\n`);
    const answer = await withDeadline(`neutron ${argv.join(' ')}`, ANSWER_MS, () => this.#answers.next());
    if (answer.done === true) throw new Error('the fork server has ended');
    return JSON.parse(answer.value) as CommandResult;
  }
}
