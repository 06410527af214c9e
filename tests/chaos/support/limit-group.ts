import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';

const ROOT = '/sys/fs/cgroup';

/** A control group (version 1) with a limit for the processes that are moved there, and for their children. */
export class LimitGroup {
  readonly #top: string;
  readonly #group: string;

  /** @param limit the file of the limit, and its value */
  constructor(controller: 'memory' | 'pids', [file, value]: readonly [file: string, value: number]) {
    this.#top = join(ROOT, controller);
    if (!existsSync(join(this.#top, 'cgroup.procs'))) {
      throw new Error(`${this.#top} is missing: nothing can be limited here`);
    }
    this.#group = join(this.#top, `lbaas-test-${process.pid}`);
    mkdirSync(this.#group);
    writeFileSync(join(this.#group, file), String(value));
  }

  add(pids: readonly number[]): void {
    for (const pid of pids) writeFileSync(join(this.#group, 'cgroup.procs'), String(pid));
  }

  read(file: string): string {
    return readFileSync(join(this.#group, file), 'utf8');
  }

  /** What is there goes on without a limit. */
  async remove(): Promise<void> {
    await eventually(
      () => {
        const members = this.read('cgroup.procs').split('\n').filter(Boolean);
        for (const pid of members) writeFileSync(join(this.#top, 'cgroup.procs'), pid);
        rmdirSync(this.#group);
      },
      { withinMs: 30_000, everyMs: 20 },
    );
  }
}
