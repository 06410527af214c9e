import { sleep } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { call } from '../../tests/e2e/support/balancer.ts';
import type { Reached } from './agent-log.ts';
import { type Row, median, round } from './figures.ts';

interface Call {
  readonly at: number;
  readonly answeredMs: number;
  readonly readMs: number;
}

/** Between two questions whether it is done: a client that asks without a pause takes a core from those who do it. */
export const ASK_EVERY_MS = 4;

/** Times of changes from their call on, and where the time went. */
export class ChangeTimes {
  readonly #lab: Lab;
  readonly #calls: Call[] = [];

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Milliseconds from the call until the API shows the result, which is what the agent has read back. */
  async untilRead(path: string, change: () => Promise<unknown>): Promise<number> {
    const at = Date.now();
    const begin = performance.now();
    await change();
    const answeredMs = performance.now() - begin;
    for (;;) {
      const { status, status_description: why } = await call(this.#lab, 'GET', `${path}?fields=status`);
      if (status === 'ERROR') throw new Error(`a change failed: ${why}`);
      if (status.startsWith('PENDING')) {
        await sleep(ASK_EVERY_MS);
        continue;
      }
      const readMs = performance.now() - begin;
      this.#calls.push({ at, answeredMs, readMs });
      return readMs;
    }
  }

  /** Medians by stage, from the calls and the agent's log. */
  breakdown(reached: readonly Reached[]): Map<string, number> {
    const pairs = this.#calls.flatMap((each) => {
      const its = reached.find(({ beganMs }) => beganMs >= each.at && beganMs <= each.at + each.readMs);
      return its === undefined ? [] : [{ ...each, its }];
    });
    const of = (pick: (pair: (typeof pairs)[number]) => number): number => round(median(pairs.map(pick)));
    const stages = [...new Set(pairs.flatMap(({ its }) => Object.keys(its.stages)))];
    return new Map([
      ['call answered after', of(({ answeredMs }) => answeredMs)],
      ['agent begins after', of(({ at, its }) => its.beganMs - at)],
      ...stages.map(
        (stage) => [`agent: ${stage} takes`, of(({ its }) => its.stages[stage] ?? 0)] as [string, number],
      ),
      ['agent: all takes', of(({ its }) => its.ms)],
      ['HAProxy shows it after', of(({ at, its }) => its.beganMs - at + its.ms)],
      ['API says so after', of(({ readMs }) => readMs)],
      ['of that: report and status', of(({ at, its, readMs }) => readMs - (its.beganMs - at + its.ms))],
    ]);
  }
}

export const breakdownRows = (breakdown: ReadonlyMap<string, number>): Row[] =>
  [...breakdown].map(([stage, ms]) => ({ stage, 'p50 ms': ms }));
