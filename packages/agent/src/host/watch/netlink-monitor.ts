import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Backoff, type Lifecycle, type Logger, eventually } from '@lbaas/common/runtime';

export interface NetlinkMonitorOptions {
  readonly onLine: (line: string) => void;
  /** Something may have happened that nobody heard: whatever depends on the events must be looked at. */
  readonly onGap: () => void;
  readonly logger: Logger;
}

/** 2,000 to 4,000 events fit: those of 200 devices that are plugged at once. */
const RECEIVE_BYTES = 4_194_304;
/** The kernel ends it with the agent, however that ends. */
const WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--'];
const MONITOR = [
  'ip',
  '-o',
  '-rcvbuf',
  `${RECEIVE_BYTES}`,
  'monitor',
  'all-nsid',
  'link',
  'address',
  'route',
];
const READY_WITHIN_MS = 5_000;

/**
 * The kernel's word about links, addresses and routes of this namespace and of every one that a link of it leads to:
 * one child for the whole host, which sleeps while nothing happens (2 MB, no CPU). It is started again when it ends.
 */
export class NetlinkMonitor implements Lifecycle {
  readonly #options: NetlinkMonitorOptions;
  readonly #backoff = new Backoff({ baseMs: 50, capMs: 5_000 });
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #active = false;
  #hasMissed = false;

  constructor(options: NetlinkMonitorOptions) {
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
    const [program = '', ...args] = [...WITH_PARENT, ...MONITOR];
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
      if (this.#child === child && !listens(child.pid)) throw new Error('ip monitor does not listen yet');
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
    this.#options.logger.warn({ words: words.toString().trim() }, 'the kernel has dropped network events');
    this.#options.onGap();
  }

  #ended(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#active) return;
    this.#failures += 1;
    this.#hasMissed = true;
    this.#options.logger.warn({ reason }, 'ip monitor has ended and is started again');
    this.#timer = setTimeout(() => void this.#spawn(), this.#backoff.delayMs(this.#failures));
  }
}

/** Columns of /proc/net/netlink: socket, protocol (0 = routing), pid, groups. */
function listens(pid: number | undefined): boolean {
  const rows = readFileSync('/proc/net/netlink', 'latin1').split('\n');
  return rows.some((row) => {
    const [, protocol, owner, groups] = row.trim().split(/\s+/);
    return protocol === '0' && owner === String(pid) && Number(`0x${groups}`) > 0;
  });
}
