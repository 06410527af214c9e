import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cannotRun } from '../cannot-run.ts';
import type { HostError } from '../host-error.ts';
import { refusal } from '../ip-command.ts';
import { programStarts } from '../started-programs.ts';

interface Waiter {
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

/** How long lines that were written may take. */
const DEADLINE_MS = 10_000;

/** `ip -batch` that is kept open between its lines: one spawned program for what waits in the middle. */
export class IpSession {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number>;
  readonly #waiters: Waiter[] = [];
  #timer: NodeJS.Timeout;
  readonly #lines: string[] = [];
  #output = '';
  #hasEnded = false;
  #errors = '';

  /**
   * @param argv a program that ends as `ip -j -batch -`
   * @param waitMs how long nothing is written in between: its deadline is later by that
   */
  constructor(argv: readonly string[], waitMs: number) {
    const [program = '', ...args] = argv;
    programStarts();
    this.#child = spawn(program, args, { stdio: 'pipe' });
    this.#timer = setTimeout(() => this.#child.kill('SIGKILL'), DEADLINE_MS + waitMs);
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (chunk: Buffer) => this.#received(chunk.toString('utf8')));
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString('utf8')));
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error: NodeJS.ErrnoException) => {
        this.#errors += `${program}: ${cannotRun(error.code)}`;
        resolve(1);
      });
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
    const { stdin } = this.#child;
    // All that is written now goes in one system call: each wakes the program up.
    stdin.cork();
    for (const line of lines) stdin.write(`${line}\n`);
    process.nextTick(() => stdin.uncork());
  }

  /** The next line of output. @throws HostError `refused` when there will be none */
  readLine(): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#hasEnded) reject(this.refusal);
      else this.#waiters.push({ resolve, reject });
    });
  }

  /**
   * The answers of queries, one line each, once everything that was written before is done.
   * @throws HostError `refused` with what the kernel did not take: then the session has ended
   */
  query(lines: readonly string[]): Promise<string[]> {
    const answers = lines.map(() => this.readLine());
    this.write(lines);
    return Promise.all(answers);
  }

  /** Resolves when the lines, which print nothing, are done. @throws HostError `refused`, as `query` */
  async carryOut(lines: readonly string[]): Promise<void> {
    this.write(lines);
    await this.query(['link show dev lo']);
  }

  /** It ends by itself after so long; its first deadline does not count any more. */
  keep(forMs: number): void {
    if (this.#hasEnded) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(() => this.#child.kill('SIGKILL'), DEADLINE_MS);
      this.#child.stdin.end();
    }, forMs);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
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
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiters.splice(0)) reject(this.refusal);
  }
}
