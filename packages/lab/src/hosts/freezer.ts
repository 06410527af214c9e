import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { processesBeside } from './process-table.ts';

/** Control groups, version 1: what is frozen there does not even end when it is killed, like a machine that hangs. */
export const FREEZER = '/sys/fs/cgroup/freezer';
const DEADLINE_MS = 30_000;

/**
 * Stops all processes of a host at once, those of every program on it, without their knowledge. The kernel goes on:
 * it is that of the machine.
 */
export class Freezer {
  readonly #group: string;

  /** @param name of the control group, unlike that of any other host of the machine */
  constructor(name: string) {
    this.#group = join(FREEZER, name);
  }

  /** @param init process 1 of the host, which goes on: the lab ends a host by its end */
  async freeze(init: number): Promise<void> {
    if (!existsSync(join(FREEZER, 'tasks')))
      throw new Error(`${FREEZER} is missing: nothing can be frozen here`);
    mkdirSync(this.#group, { recursive: true });
    this.#set('FROZEN');
    // One that started a child meanwhile is frozen by now, or its child is found in the next round.
    await eventually(
      () => {
        const outside = this.#moveThere(init);
        if (outside > 0 || this.#state() !== 'FROZEN') throw new Error('the processes of the host still run');
      },
      { withinMs: DEADLINE_MS, everyMs: 5 },
    );
  }

  async thaw(): Promise<void> {
    if (!existsSync(this.#group)) return;
    this.#set('THAWED');
    await eventually(
      () => {
        for (const pid of this.#members()) moveTo(FREEZER, pid);
        rmdirSync(this.#group);
      },
      { withinMs: DEADLINE_MS, everyMs: 5 },
    );
  }

  /** @returns how many were not frozen yet */
  #moveThere(init: number): number {
    const inside = new Set(this.#members());
    const outside = processesBeside(init).filter(({ pid }) => pid !== init && !inside.has(pid));
    for (const { pid } of outside) moveTo(this.#group, pid);
    return outside.length;
  }

  #members(): number[] {
    return this.#read('cgroup.procs').split('\n').filter(Boolean).map(Number);
  }

  #state(): string {
    return this.#read('freezer.state').trim();
  }

  #set(state: 'FROZEN' | 'THAWED'): void {
    writeFileSync(join(this.#group, 'freezer.state'), state);
  }

  #read(file: string): string {
    return readFileSync(join(this.#group, file), 'utf8');
  }
}

function moveTo(group: string, pid: number): void {
  try {
    writeFileSync(join(group, 'cgroup.procs'), String(pid));
  } catch {
    // It has just ended.
  }
}
