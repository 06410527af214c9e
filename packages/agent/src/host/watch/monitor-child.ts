import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Backoff, type Lifecycle, type Logger, eventually } from '@lbaas/common/runtime';

export interface MonitorChildOptions {
  readonly argv: readonly string[];
  /** Whether the child of this pid hears what happens from now on. */
  readonly listens: (pid: number) => boolean;
  readonly onLine: (line: string) => void;
  /** Something may have happened that nobody heard: whatever depends on the events must be looked at. */
  readonly onGap: () => void;
  readonly logger: Logger;
}

const READY_WITHIN_MS = 5_000;

/** The kernel ends the program with the agent, however that ends. */
export const withParent = (argv: readonly string[]): string[] => [
  'setpriv',
  '--pdeathsig',
  'KILL',
  '--',
  ...argv,
];

/**
 * A program that prints what the kernel tells it: one child for the whole host, which sleeps while nothing happens
 * (2 MB, no CPU). It is started again when it ends.
 */
export class MonitorChild implements Lifecycle {
  readonly #options: MonitorChildOptions;
  readonly #backoff = new Backoff({ baseMs: 50, capMs: 5_000 });
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #active = false;
  #hasMissed = false;

  constructor(options: MonitorChildOptions) {
    this.#options = options;
  }

  /** Resolves when it listens, or after some seconds without that: it goes on trying then. */
  async start(): Promise<void> {
    if (this.#active) return;
    this.#active = true;
    this.#hasMissed = false;
    await this.#spawn();
  }

  stop(): void {
    this.#active = false;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #spawn(): Promise<void> {
    const [program = '', ...args] = withParent(this.#options.argv);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#options.onLine(line));
    // Such as "netlink receive error No buffer space available": events were dropped, and it goes on.
    child.stderr.on('data', (words: Buffer) => this.#complained(child, words));
    child.once('error', (error) => this.#ended(child, error.message));
    child.once('exit', (code, signal) => this.#ended(child, `ended by ${signal ?? `exit code ${code}`}`));
    return this.#becomeReady(child);
  }

  /** What happened before it listened was not heard. */
  async #becomeReady(child: ChildProcess): Promise<void> {
    const check = (): void => {
      const listens = child.pid !== undefined && this.#options.listens(child.pid);
      if (this.#child === child && !listens) throw new Error('it does not listen yet');
    };
    try {
      await eventually(check, { withinMs: READY_WITHIN_MS, everyMs: 5 });
      if (this.#child !== child) return;
      this.#failures = 0;
      if (this.#hasMissed) this.#options.onGap();
      this.#hasMissed = false;
    } catch {
      this.#hasMissed = true;
      child.kill('SIGKILL');
    }
  }

  #complained(child: ChildProcess, words: Buffer): void {
    if (this.#child !== child) return;
    const monitor = this.#options.argv.join(' ');
    this.#options.logger.warn({ monitor, words: words.toString().trim() }, 'events were dropped');
    this.#options.onGap();
  }

  #ended(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#active) return;
    this.#failures += 1;
    this.#hasMissed = true;
    const monitor = this.#options.argv.join(' ');
    this.#options.logger.warn({ monitor, reason }, 'a monitor has ended and is started again');
    this.#timer = setTimeout(() => void this.#spawn(), this.#backoff.delayMs(this.#failures));
  }
}
