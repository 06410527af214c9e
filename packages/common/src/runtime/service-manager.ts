import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Lifecycle } from './lifecycle.ts';
import type { Logger } from './logger.ts';
import { withDeadline } from './with-deadline.ts';

/** What keeps a program from its work, in a few words; undefined when nothing does. */
export type Obstacle = () => Promise<string | undefined> | string | undefined;

export interface ServiceManagerOptions {
  readonly obstacle: Obstacle;
  readonly logger: Logger;
  /** Assignments of sd_notify(3). */
  readonly send: (assignments: readonly string[]) => Promise<void>;
  /** How often the service manager wants to hear that the program lives; undefined = it does not ask. */
  readonly watchdogMs: number | undefined;
  /** @default 100 ms */
  readonly lookEveryMs?: number;
}

const LOOK_MS = 100;
/** After it was ready; a status line may be so old. */
const SETTLED_MS = 10_000;
const OBSTACLE_MS = 5_000;

/**
 * Tells the service manager when the program is ready, what it waits for, and that its event loop turns. The first is
 * said once: a broker that goes away later makes no service that has failed.
 */
export class ServiceManager implements Lifecycle {
  readonly #options: ServiceManagerOptions;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #hasStarted = false;
  #isReady = false;
  #status = '';

  constructor(options: ServiceManagerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setTimeout(() => void this.#look(), 0);
  }

  /** Every part of the program has started. */
  started(): void {
    this.#hasStarted = true;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const { logger, send, watchdogMs, lookEveryMs = LOOK_MS } = this.#options;
    try {
      const found = (await this.#obstacle()) ?? (this.#hasStarted ? undefined : 'it starts');
      const becomesReady = found === undefined && !this.#isReady;
      const status = found ?? 'ready';
      const assignments = [
        ...(becomesReady ? ['READY=1'] : []),
        ...(this.#isReady && watchdogMs !== undefined ? ['WATCHDOG=1'] : []),
        ...(status === this.#status ? [] : [`STATUS=${status}`]),
      ];
      if (assignments.length > 0) await send(assignments);
      this.#isReady ||= becomesReady;
      this.#status = status;
    } catch (error) {
      logger.warn({ err: error }, 'the service manager is not told');
    }
    // Three chances before it gives the program up.
    const everyMs = this.#isReady ? Math.min(SETTLED_MS, (watchdogMs ?? Infinity) / 3) : lookEveryMs;
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#look(), everyMs);
  }

  /** A database that takes its time is no event loop that stands still. */
  async #obstacle(): Promise<string | undefined> {
    try {
      return await withDeadline('the look at what is needed', OBSTACLE_MS, async () =>
        this.#options.obstacle(),
      );
    } catch (error) {
      return String(error);
    }
  }
}

const run = promisify(execFile);
const PROGRAM = 'systemd-notify';
const DEADLINE_MS = 10_000;
/** sd_watchdog_enabled(3). */
const NAMES = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'];

/**
 * The service manager that has started this process, if one asks for word of it. Node.js has no datagram sockets of
 * the local kind, so a program speaks for it: 5 ms of CPU every 10 s.
 * @param env loses the variables: programs that are started from here must not speak for this one
 */
export function serviceManager(
  env: NodeJS.ProcessEnv,
  { obstacle, logger }: Pick<ServiceManagerOptions, 'obstacle' | 'logger'>,
): ServiceManager | undefined {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: usec, WATCHDOG_PID: pid = String(process.pid) } = env;
  for (const name of NAMES) delete env[name];
  if (socket === undefined) return undefined;
  const watchdogMs = usec === undefined || pid !== String(process.pid) ? undefined : Number(usec) / 1000;
  const send = async (assignments: readonly string[]): Promise<void> => {
    const options = { env: { ...env, NOTIFY_SOCKET: socket }, timeout: DEADLINE_MS };
    await run(PROGRAM, [...assignments], options);
  };
  return new ServiceManager({ obstacle, logger, send, watchdogMs });
}
