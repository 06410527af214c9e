import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Lifecycle } from '@lbaas/common/runtime';
import { startTime } from '../host/process-state.ts';

/** Another agent works on the same state. */
export class StateLockedError extends Error {
  override readonly name = 'StateLockedError';
}

/**
 * One agent per state directory: two would fight over every device. The file names the process and when it started,
 * so that one that was killed, or a process that has its pid now, holds nothing.
 */
export class StateLock implements Lifecycle {
  readonly #path: string;
  #held = false;

  constructor(stateDir: string) {
    this.#path = join(stateDir, 'agent.lock');
  }

  /** @throws StateLockedError */
  start(): void {
    if (this.#held) return;
    mkdirSync(join(this.#path, '..'), { recursive: true, mode: 0o755 });
    if (!this.#create()) {
      this.#refuseIfAlive();
      rmSync(this.#path, { force: true });
      if (!this.#create()) throw new StateLockedError(`${this.#path} was taken by another agent just now`);
    }
    this.#held = true;
  }

  stop(): void {
    if (this.#held) rmSync(this.#path, { force: true });
    this.#held = false;
  }

  #create(): boolean {
    try {
      const file = openSync(this.#path, 'wx', 0o600);
      writeSync(file, `${process.pid} ${startTime(process.pid) ?? ''}\n`);
      closeSync(file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  #refuseIfAlive(): void {
    const [pid = '', startedAt] = readFileSync(this.#path, 'utf8').trim().split(' ');
    if (startTime(Number(pid)) !== startedAt || startedAt === undefined) return;
    throw new StateLockedError(`another agent (process ${pid}) works on this state directory: ${this.#path}`);
  }
}
