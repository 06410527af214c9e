import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
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
  readonly #ownText = `${process.pid} ${startTime(process.pid) ?? ''}\n`;
  #held = false;

  constructor(stateDir: string) {
    this.#path = join(stateDir, 'agent.lock');
  }

  /** @throws StateLockedError */
  start(): void {
    if (this.#held) return;
    if (!this.#create()) {
      this.#refuseIfAlive();
      rmSync(this.#path, { force: true });
      if (!this.#create()) throw new StateLockedError(`${this.#path} was taken by another agent just now`);
    }
    this.#held = true;
  }

  /** Takes the lock again if somebody has deleted it. @returns whether it was missing */
  keep(): number {
    return Number(this.#held && !existsSync(this.#path) && this.#create());
  }

  stop(): void {
    if (this.#held && this.#isOwn()) rmSync(this.#path, { force: true });
    this.#held = false;
  }

  /** Somebody may have deleted it, and another agent have taken it since. */
  #isOwn(): boolean {
    return existsSync(this.#path) && readFileSync(this.#path, 'utf8') === this.#ownText;
  }

  #create(): boolean {
    mkdirSync(join(this.#path, '..'), { recursive: true, mode: 0o755 });
    try {
      const file = openSync(this.#path, 'wx', 0o600);
      writeSync(file, this.#ownText);
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
