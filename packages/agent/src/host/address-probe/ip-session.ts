import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { HostError } from '../host-error.ts';
import { refusal } from '../ip-command.ts';
import { programStarts } from '../started-programs.ts';

interface Waiter {
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

/** `ip -batch` that is kept open between its lines: one spawned program for what waits in the middle. */
export class IpSession {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number>;
  readonly #waiters: Waiter[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #lines: string[] = [];
  #output = '';
  #errors = '';

  /** @param argv a program that ends as `ip -j -batch -`, and is killed after the deadline */
  constructor(argv: readonly string[], deadlineMs: number) {
    const [program = '', ...args] = argv;
    programStarts();
    this.#child = spawn(program, args, { stdio: 'pipe' });
    this.#timer = setTimeout(() => this.#child.kill('SIGKILL'), deadlineMs);
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (chunk: Buffer) => this.#received(chunk.toString('utf8')));
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString('utf8')));
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve(1));
      this.#child.once('close', (code) => resolve(code ?? 1));
    });
    void this.#ended.then(() => this.#close());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Why it has ended before its time: what the kernel did not take. */
  get refusal(): HostError {
    return refusal(this.#errors, this.#lines);
  }

  write(lines: readonly string[]): void {
    this.#lines.push(...lines);
    for (const line of lines) this.#child.stdin.write(`${line}\n`);
  }

  /** The next line of output. @throws HostError `refused` when there will be none */
  readLine(): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode === null) this.#waiters.push({ resolve, reject });
      else reject(this.refusal);
    });
  }

  /** No more lines. Resolves with the exit code when those that were written are done. */
  async end(): Promise<number> {
    this.#child.stdin.end();
    return await this.#ended;
  }

  #received(text: string): void {
    this.#output += text;
    for (let at = this.#output.indexOf('\n'); at >= 0; at = this.#output.indexOf('\n')) {
      this.#waiters.shift()?.resolve(this.#output.slice(0, at));
      this.#output = this.#output.slice(at + 1);
    }
  }

  #close(): void {
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiters.splice(0)) reject(this.refusal);
  }
}
