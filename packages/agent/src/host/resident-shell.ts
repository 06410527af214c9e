import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { CommandResult } from './command-result.ts';
import { HostError } from './host-error.ts';

/** It outlives what systemd sends to all at once, and ends with the agent, whose end closes its input. */
const BEGIN = 'trap : TERM INT HUP\n';

interface Job {
  readonly program: string;
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: HostError) => void;
  readonly timer: NodeJS.Timeout;
  readonly deadlineMs: number;
  stdout: string;
  stderr: string;
}

/**
 * A `sh` that runs one command after another. Node forks by copying its page tables, with the event loop standing still
 * (2 ms of CPU with 46 MB, 4 ms with 200 MB; ten times as much on a busy machine); a shell of 1 MB does so in a tenth.
 *
 * Idle, busy with one command, or ended (by its deadline, or by somebody): then it never runs another one. After each
 * command it prints a mark that no command knows, so that what a daemon keeps open ends nothing.
 */
export class ResidentShell {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #mark = randomUUID();
  #job: Job | undefined;
  #ended = false;

  constructor() {
    // A group of its own: what has outlived its deadline is ended with everything that it has started.
    this.#child = spawn('sh', [], { stdio: 'pipe', detached: true });
    this.#child.on('error', () => this.#end());
    this.#child.on('exit', () => this.#end());
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#heard('stdout', text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => this.#heard('stderr', text));
    this.#child.stdin.write(BEGIN);
    this.#keepAwake(false);
  }

  get isAlive(): boolean {
    return !this.#ended;
  }

  /** Only when idle. @throws HostError `lost` when it ends, or outlives its deadline */
  run(argv: readonly string[], stdin: string, deadlineMs: number): Promise<CommandResult> {
    const program = argv[0] ?? '';
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#overdue(), deadlineMs);
      this.#job = { program, resolve, reject, timer, deadlineMs, stdout: '', stderr: '' };
      if (this.#ended) return this.#end();
      this.#keepAwake(true);
      this.#child.stdin.write(scriptOf(argv, stdin, this.#mark));
    });
  }

  #heard(stream: 'stdout' | 'stderr', text: string): void {
    const job = this.#job;
    if (job === undefined) return;
    job[stream] += text;
    const { stdout, stderr } = job;
    const outEnd = `\n${this.#mark}\n`;
    const code = stderr.endsWith('\n')
      ? new RegExp(`\n${this.#mark} (\\d+)\n$`).exec(stderr.slice(-64))
      : null;
    if (code === null || !stdout.endsWith(outEnd)) return;
    this.#settle(job);
    job.resolve({
      code: Number(code[1]),
      stdout: stdout.slice(0, -outEnd.length),
      stderr: stderr.slice(0, -code[0].length),
    });
  }

  #overdue(): void {
    this.#end(`not done within ${this.#job?.deadlineMs ?? 0} ms`);
  }

  #end(words = 'cannot run'): void {
    this.#ended = true;
    this.#killGroup();
    const job = this.#job;
    if (job === undefined) return;
    this.#settle(job);
    job.reject(new HostError('lost', `${job.program}: ${words}`));
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
    // Pipes of a child are sockets, though their types do not tell.
    for (const each of [this.#child, ...([stdin, stdout, stderr] as unknown as Socket[])]) {
      if (awake) each.ref();
      else each.unref();
    }
  }
}

/** The input is a here-document, so that the command cannot read what comes after it. Pure. */
export function scriptOf(argv: readonly string[], stdin: string, mark: string): string {
  const command = argv.map(quoted).join(' ');
  const end = `printf '\\n%s %d\\n' ${mark} "$?" >&2; printf '\\n%s\\n' ${mark}\n`;
  if (stdin === '') return `${command} </dev/null\n${end}`;
  return `${command} <<'${mark}'\n${stdin}${stdin.endsWith('\n') ? '' : '\n'}${mark}\n${end}`;
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
