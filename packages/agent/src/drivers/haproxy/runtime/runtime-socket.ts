import { sleep } from '@lbaas/common/runtime';
import { type DeviceFiles, FILES } from '../files/device-files.ts';
import { belongsTo, retireProcess } from '../process/device-processes.ts';
import { HaproxyError } from '../model/errors.ts';
import { hangs } from '../process/hang.ts';
import type { OldProcesses } from '../process/old-processes.ts';
import { parseProcessInfo } from './process-info.ts';
import { RuntimeSession } from './runtime-session.ts';

const SESSION_ATTEMPTS = 500;

/**
 * The runtime socket of one device, and who is behind it. It is inherited, so until the old process of a reload lets
 * go, either may answer; a session is only ever given to the one that counts.
 */
export class RuntimeSocket {
  readonly #files: DeviceFiles;
  readonly #old: OldProcesses;

  constructor(files: DeviceFiles, old: OldProcesses) {
    this.#files = files;
    this.#old = old;
  }

  /** Whoever opens it closes it. @throws HaproxyError */
  async open(): Promise<RuntimeSession> {
    const target = {
      directory: this.#files.directory,
      socket: FILES.socket,
      hangs: () => this.#currentHangs(),
    };
    for (let attempt = 0; attempt < SESSION_ATTEMPTS; attempt += 1) {
      const session = RuntimeSession.open(target);
      if (!(await this.#old.any())) return session;
      const [info = ''] = await session.run(['show info']);
      const { pid } = parseProcessInfo(info);
      if (!(await this.#old.isReplaced(pid, await this.currentPid()))) return session;
      session.close();
      await retireProcess(pid, target.directory);
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

  /** HAProxy writes the file when everything is bound. */
  async currentPid(): Promise<number | undefined> {
    const pid = Number(await this.#files.read(FILES.pid));
    return pid > 0 && (await belongsTo(pid, this.#files.directory)) ? pid : undefined;
  }

  /** Without a look through /proc: the pid file and the ones that reloads have left. */
  async knownProcesses(): Promise<number[]> {
    const current = await this.currentPid();
    return [...new Set([...(current === undefined ? [] : [current]), ...(await this.#old.alive())])];
  }

  async #currentHangs(): Promise<boolean> {
    const pid = await this.currentPid();
    return pid !== undefined && hangs(pid);
  }
}
