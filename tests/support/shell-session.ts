import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { withDeadline } from '@lbaas/common/runtime';

/** Printed behind each command. */
const END = `<end ${randomUUID()}>\n`;

export interface ShellOptions {
  /** @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Makes a command run elsewhere. @default here */
  readonly enter?: (argv: readonly string[]) => readonly string[];
  /** @default a minute: a command may wait until a router is ACTIVE on a machine with much else to do */
  readonly commandMs?: number;
}

/** One bash that is given one command after the other, as by somebody at a terminal. */
export class ShellSession {
  readonly #bash: ChildProcessByStdio<Writable, Readable, null>;
  readonly #commandMs: number;
  #printed = '';

  constructor({ env = process.env, cwd, enter = (argv) => argv, commandMs = 60_000 }: ShellOptions) {
    this.#commandMs = commandMs;
    // The pipe of `cat` can be opened as /dev/stderr; what Node calls one is a socket, which cannot.
    const [file = '', ...argv] = enter(['bash', '--norc', '-c', 'bash --norc -s 2>&1 | cat']);
    this.#bash = spawn(file, argv, { env, cwd, stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    this.#bash.stdout.setEncoding('utf8').on('data', (text: string) => (this.#printed += text));
    this.#bash.stdin.on('error', () => undefined);
  }

  /** @returns all that it prints, on whichever stream; its exit code does not matter */
  async run(command: string): Promise<string> {
    this.#printed = '';
    // A command must not read the next ones.
    this.#bash.stdin.write(`{ ${command}\n} < /dev/null; printf %s '${END}'\n`);
    try {
      await withDeadline(command, this.#commandMs, async () => {
        while (!this.#printed.endsWith(END)) await once(this.#bash.stdout, 'data');
      });
    } catch (error) {
      throw new Error(`$ ${command}\n${this.#printed}`, { cause: error });
    }
    return this.#printed.slice(0, -END.length);
  }

  async stop(): Promise<void> {
    if (this.#bash.exitCode !== null || this.#bash.signalCode !== null) return;
    const ended = once(this.#bash, 'exit');
    // With what it still runs.
    process.kill(-(this.#bash.pid ?? 0), 'SIGKILL');
    await ended;
  }
}
