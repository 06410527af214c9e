import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { HostError } from './host-error.ts';
import { afterReading } from './after-reading.ts';
import { cannotRun } from './cannot-run.ts';

/** What a program has printed since it was asked. */
export interface Said {
  stdout: string;
  stderr: string;
}

interface Job {
  /** For errors. */
  readonly name: string;
  readonly said: Said;
  readonly heard: () => boolean;
  readonly reject: (error: HostError) => void;
  readonly timer: NodeJS.Timeout;
  readonly deadlineMs: number;
}

export interface Question<T> {
  /** What is asked, for errors. */
  readonly name: string;
  readonly input: string;
  readonly deadlineMs: number;
  /** Undefined as long as the answer is not whole. */
  readonly answer: (said: Said) => T | undefined;
}

/** How long the output of a program that has ended is waited for. */
const LAST_WORDS_MS = 50;

/**
 * A program that does one thing after another, as its input tells it. Idle, busy with one question, or ended (by a
 * deadline, or by somebody): then it never answers again. It ends with this process, whose end closes its input.
 */
export class ResidentProgram {
  readonly #child: ChildProcessWithoutNullStreams;
  #job: Job | undefined;
  #ended = false;

  constructor([program = '', ...args]: readonly string[], begin = '') {
    // A group of its own: what has outlived its deadline is ended with everything that it has started.
    this.#child = spawn(program, args, { stdio: 'pipe', detached: true });
    this.#child.on('error', (error: NodeJS.ErrnoException) => this.#end(cannotRun(error.code)));
    this.#child.on('exit', () => this.#endSoon());
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#heard('stdout', text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => this.#heard('stderr', text));
    this.#child.stdin.write(begin);
    this.#keepAwake(false);
  }

  get isAlive(): boolean {
    return !this.#ended;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Only when idle. @throws HostError `lost` when it ends, or outlives its deadline */
  ask<T>({ name, input, deadlineMs, answer }: Question<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => afterReading(() => this.#overdue(job)), deadlineMs);
      const said = { stdout: '', stderr: '' };
      const heard = (): boolean => {
        const whole = answer(said);
        if (whole !== undefined) resolve(whole);
        return whole !== undefined;
      };
      const job = { name, said, heard, reject, timer, deadlineMs };
      this.#job = job;
      if (this.#ended) return this.#end();
      this.#keepAwake(true);
      this.#child.stdin.write(input);
    });
  }

  end(): void {
    this.#end('ended');
  }

  #heard(stream: keyof Said, text: string): void {
    const job = this.#job;
    if (job === undefined) return;
    job.said[stream] += text;
    if (job.heard()) this.#settle(job);
  }

  #overdue(job: Job): void {
    if (this.#job === job) this.#end(`not done within ${job.deadlineMs} ms`);
  }

  /** What it has said at last may still come. */
  #endSoon(): void {
    this.#ended = true;
    setTimeout(() => this.#end(cannotRun(this.#job?.said.stderr)), LAST_WORDS_MS);
  }

  #end(words = cannotRun()): void {
    this.#ended = true;
    this.#killGroup();
    const job = this.#job;
    if (job === undefined) return;
    this.#settle(job);
    job.reject(new HostError('lost', `${job.name}: ${words}`));
  }

  #killGroup(): void {
    const { pid } = this.#child;
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone.
    }
  }

  #settle(job: Job): void {
    clearTimeout(job.timer);
    this.#job = undefined;
    this.#keepAwake(false);
  }

  /** Whether this process goes on for its sake. */
  #keepAwake(awake: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    // Pipes of a child are sockets, though their types do not tell. One that is closed would wait to be connected.
    const pipes = ([stdin, stdout, stderr] as unknown as Socket[]).filter(({ destroyed }) => !destroyed);
    for (const each of [this.#child, ...pipes]) {
      if (awake) each.ref();
      else each.unref();
    }
  }
}
