import type { HostProcess } from '../hosts/host-process.ts';
import { logTail, withLog } from './service-log.ts';

/** What a fault test can do to a part of the lab. */
export interface Faultable {
  /** Process id on the machine; undefined while it is down. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill9(): Promise<void>;
}

/**
 * One program on a host of the lab. States: down, or one running process. start(), stop() and kill9() are idempotent;
 * nothing restarts the program when it dies by itself.
 */
export abstract class LabService implements Faultable {
  readonly name: string;
  readonly logFile: string;
  /** Command line from the next start on, such as that of another version. @default the program of this tree */
  program: readonly string[] | undefined;
  #process: HostProcess | undefined;
  #changes: NodeJS.ProcessEnv = {};

  constructor(name: string, logFile: string) {
    this.name = name;
    this.logFile = logFile;
  }

  get pid(): number | undefined {
    return this.running ? this.#process?.pid : undefined;
  }

  get running(): boolean {
    return this.#process?.running ?? false;
  }

  /** Resolves when it is ready. @throws Error with the tail of its log when it does not come up */
  async start(): Promise<void> {
    if (this.running) return;
    try {
      const process = await withLog(this.logFile, (log) => this.launch(log, this.#changes));
      this.#process = process;
      await this.whenReady(process);
    } catch (cause) {
      await this.kill9();
      const reason = cause instanceof Error ? cause.message : String(cause);
      const tail = logTail(this.logFile);
      throw new Error(`${this.name} did not start: ${reason}${tail === '' ? '' : `\n${tail}`}`, { cause });
    }
  }

  /** Until it is started the next time, with some other settings. It must be down. */
  async startWith(changes: NodeJS.ProcessEnv): Promise<void> {
    this.#changes = changes;
    try {
      await this.start();
    } finally {
      this.#changes = {};
    }
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  async kill9(): Promise<void> {
    await this.#process?.kill9();
  }

  protected abstract launch(log: number, changes: NodeJS.ProcessEnv): Promise<HostProcess>;
  /** Resolves when the process is ready; throws if it never will be. */
  protected abstract whenReady(process: HostProcess): Promise<void>;
}
