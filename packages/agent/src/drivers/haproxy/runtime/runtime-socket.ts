import { sleep } from '@lbaas/common/runtime';
import { type DeviceFiles, FILES } from '../files/device-files.ts';
import type { Census } from '../process/census.ts';
import type { DeviceProcesses } from '../process/device-processes.ts';
import { HaproxyError } from '../model/errors.ts';
import { hangs } from '../process/hang.ts';
import type { OldProcesses } from '../process/old-processes.ts';
import { parseProcessInfo } from './process-info.ts';
import { RuntimeSession } from './runtime-session.ts';

const SESSION_ATTEMPTS = 500;
/** A HAProxy that somebody has started anew answers in a thousandth of it. */
const FOREIGN_DEADLINE_MS = 1_000;

export interface RuntimeSocketOptions {
  readonly files: DeviceFiles;
  readonly processes: DeviceProcesses;
  readonly old: OldProcesses;
  readonly census: Census;
}

/**
 * The runtime socket of one device, and who is behind it. It is inherited, so until the old process of a reload lets
 * go, either may answer; a session is only ever given to the one that counts.
 */
export class RuntimeSocket {
  readonly #files: DeviceFiles;
  readonly #processes: DeviceProcesses;
  readonly #old: OldProcesses;
  readonly #census: Census;

  constructor(options: RuntimeSocketOptions) {
    this.#files = options.files;
    this.#processes = options.processes;
    this.#old = options.old;
    this.#census = options.census;
  }

  /** Whoever opens it closes it. @throws HaproxyError */
  async open(): Promise<RuntimeSession> {
    const isForeign = await this.#census.hasForeignSocket();
    const target = {
      directory: this.#files.directory,
      socket: FILES.socket,
      hangs: () => this.#currentHangs(),
      ...(isForeign ? { deadlineMs: FOREIGN_DEADLINE_MS } : {}),
    };
    for (let attempt = 0; attempt < SESSION_ATTEMPTS; attempt += 1) {
      const session = RuntimeSession.open(target);
      if (!(await this.#old.any())) return session;
      const [info = ''] = await session.run(['show info']);
      const { pid } = parseProcessInfo(info);
      if (!(await this.#old.isReplaced(pid, await this.#census.currentPid()))) return session;
      session.close();
      this.#processes.retire(pid);
      await sleep(2);
    }
    throw new HaproxyError(
      'stuck',
      'the process before the last reload does not let go of the runtime socket',
    );
  }

  async with<T>(work: (session: RuntimeSession) => Promise<T>): Promise<T> {
    const session = await this.open();
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }

  run(commands: readonly string[]): Promise<string[]> {
    return this.with((session) => session.run(commands));
  }

  async #currentHangs(): Promise<boolean> {
    const pid = await this.#census.current();
    return pid !== undefined && hangs(pid);
  }
}
