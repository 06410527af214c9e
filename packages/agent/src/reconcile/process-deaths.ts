import { Backoff, type Clock, type Lifecycle, type Logger } from '@lbaas/common/runtime';
import { endedInWords, killedInWords } from './device-report.ts';
import { ProcessWatch } from './process-watch.ts';

/** The end of a process that nobody had asked for. */
export interface Death {
  readonly deviceId: string;
  /** What operators call it. */
  readonly program: string;
  readonly pid: number;
  /** What has happened, for the status. */
  readonly words: string;
  /** How long to wait with the next start. */
  readonly restartInMs: number;
}

export interface ProcessDeathsOptions {
  /** How often every process is checked. */
  readonly everyMs: number;
  readonly onDeath: (death: Death) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A process that lived this long died of something new. */
const LONG_LIFE_MS = 60_000;

/**
 * Notices the ends of processes that should run, and ends those that are stopped: nobody is served by them, and they
 * cannot be asked to go. The next start is due at once after a first death; for one that keeps dying ever later.
 */
export class ProcessDeaths implements Lifecycle {
  readonly #options: ProcessDeathsOptions;
  readonly #watch: ProcessWatch;
  readonly #programs = new Map<string, string>();
  readonly #deaths = new Map<string, { count: number; atMs: number }>();
  readonly #backoff = new Backoff({ baseMs: 500, capMs: 30_000 });

  constructor(options: ProcessDeathsOptions) {
    this.#options = options;
    this.#watch = new ProcessWatch({
      everyMs: options.everyMs,
      onDeath: (id, pid) => this.#report(id, pid, endedInWords(this.#programOf(id), pid)),
      onFrozen: (id, pid) => this.#end(id, pid),
    });
  }

  start(): void {
    this.#watch.start();
  }

  stop(): void {
    this.#watch.stop();
  }

  /** @param program what operators call the process */
  watch(deviceId: string, pid: number, program: string): void {
    this.#programs.set(deviceId, program);
    this.#watch.watch(deviceId, pid);
  }

  /** The end of its process is no death until it is watched again. */
  expectExit(deviceId: string): void {
    this.#watch.expectExit(deviceId);
  }

  /** The device is taken down. */
  forget(deviceId: string): void {
    this.#deaths.delete(deviceId);
    this.#programs.delete(deviceId);
    this.#watch.forget(deviceId);
  }

  /** Something points to the end of its process: it is checked now, not only at the next turn. */
  checkSoon(deviceId: string): void {
    this.#watch.checkSoon(deviceId);
  }

  #end(deviceId: string, pid: number): void {
    const { logger } = this.#options;
    const program = this.#programOf(deviceId);
    logger.error({ device: deviceId, pid }, `${program} is stopped (SIGSTOP) and is killed`);
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      logger.debug({ err: error, pid }, `${program} has ended meanwhile`);
    }
    this.#report(deviceId, pid, killedInWords(program, { pid, why: 'was stopped by a signal' }));
  }

  #report(deviceId: string, pid: number, words: string): void {
    const program = this.#programOf(deviceId);
    this.#options.onDeath({ deviceId, program, pid, words, restartInMs: this.#restartInMs(deviceId) });
  }

  #programOf(deviceId: string): string {
    return this.#programs.get(deviceId) ?? 'the program';
  }

  #restartInMs(deviceId: string): number {
    const nowMs = this.#options.clock.monotonicMs();
    const last = this.#deaths.get(deviceId);
    const count = last !== undefined && nowMs - last.atMs < LONG_LIFE_MS ? last.count + 1 : 1;
    this.#deaths.set(deviceId, { count, atMs: nowMs });
    return count === 1 ? 0 : this.#backoff.delayMs(count - 1);
  }
}
