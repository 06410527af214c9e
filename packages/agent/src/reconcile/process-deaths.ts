import { Backoff, type Clock, type Lifecycle, type Logger } from '@lbaas/common/runtime';
import { endedInWords, killedInWords } from './incident-words.ts';
import { ProcessWatch } from './process-watch.ts';

/** The end of an HAProxy that nobody had asked for. */
export interface Death {
  readonly deviceId: string;
  readonly pid: number;
  /** What has happened, for the status. */
  readonly words: string;
  /** How long to wait with the next start. */
  readonly restartInMs: number;
}

export interface ProcessDeathsOptions {
  /** How often every process is looked at. */
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
  readonly #deaths = new Map<string, { count: number; atMs: number }>();
  readonly #backoff = new Backoff({ baseMs: 500, capMs: 30_000 });

  constructor(options: ProcessDeathsOptions) {
    this.#options = options;
    this.#watch = new ProcessWatch({
      everyMs: options.everyMs,
      onDeath: (id, pid) => this.#tell(id, pid, endedInWords(pid)),
      onFrozen: (id, pid) => this.#end(id, pid),
    });
  }

  start(): void {
    this.#watch.start();
  }

  stop(): void {
    this.#watch.stop();
  }

  watch(deviceId: string, pid: number): void {
    this.#watch.watch(deviceId, pid);
  }

  /** Its end counts for nothing until it is watched again. */
  pardon(deviceId: string): void {
    this.#watch.pardon(deviceId);
  }

  /** The device is taken down. */
  forget(deviceId: string): void {
    this.#deaths.delete(deviceId);
    this.#watch.forget(deviceId);
  }

  /** Something points to the end of its process, which need not wait for the next look. */
  hint(deviceId: string): void {
    this.#watch.hint(deviceId);
  }

  #end(deviceId: string, pid: number): void {
    const { logger } = this.#options;
    logger.error({ device: deviceId, pid }, 'HAProxy is stopped (SIGSTOP) and is killed');
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      logger.debug({ err: error, pid }, 'HAProxy has ended meanwhile');
    }
    this.#tell(deviceId, pid, killedInWords({ pid, why: 'was stopped by a signal' }));
  }

  #tell(deviceId: string, pid: number, words: string): void {
    this.#options.onDeath({ deviceId, pid, words, restartInMs: this.#restartInMs(deviceId) });
  }

  #restartInMs(deviceId: string): number {
    const nowMs = this.#options.clock.monotonicMs();
    const last = this.#deaths.get(deviceId);
    const count = last !== undefined && nowMs - last.atMs < LONG_LIFE_MS ? last.count + 1 : 1;
    this.#deaths.set(deviceId, { count, atMs: nowMs });
    return count === 1 ? 0 : this.#backoff.delayMs(count - 1);
  }
}
