import { expect } from 'chai';
import fc from 'fast-check';
import { Backoff } from './backoff.ts';
import { type Clock, ManualClock, systemClock } from './clock.ts';
import { eventually } from './eventually.ts';
import { KeyedWorkQueue, type WorkResult } from './keyed-work-queue.ts';
import { createLogger } from './logger.ts';
import { sleep } from './sleep.ts';

const DONE: WorkResult = { kind: 'done' };
const logger = createLogger({ name: 'test', level: 'silent' });

function queueOf(
  work: (key: string, signal: AbortSignal) => Promise<WorkResult>,
  options: { concurrency?: number; baseMs?: number; clock?: Clock } = {},
): KeyedWorkQueue<string> {
  const { concurrency = 2, baseMs = 1, clock = systemClock } = options;
  const backoff = new Backoff({ baseMs, capMs: 10 * baseMs });
  return new KeyedWorkQueue({ name: 'test', concurrency, backoff, work, logger, clock });
}

/** Work that waits until the test releases it. */
class Gate {
  readonly started: string[] = [];
  #open: ((result: WorkResult) => void)[] = [];

  readonly work = (key: string): Promise<WorkResult> => {
    this.started.push(key);
    return new Promise((resolve) => this.#open.push(resolve));
  };

  release(result: WorkResult = DONE): void {
    this.#open.shift()?.(result);
  }

  async untilStarted(...keys: string[]): Promise<void> {
    await eventually(() => expect(this.started).to.deep.equal(keys), { withinMs: 1000, everyMs: 1 });
  }
}

describe('KeyedWorkQueue', () => {
  let queue: KeyedWorkQueue<string>;
  afterEach(() => queue.stop());

  it('works on nothing before start() and on everything after', async () => {
    const gate = new Gate();
    queue = queueOf(gate.work);
    queue.add('a');
    await sleep(5);
    expect(gate.started).to.deep.equal([]);
    queue.start();
    await gate.untilStarted('a');
    gate.release();
    await queue.idle();
    expect(queue.size).to.equal(0);
  });

  it('takes an addition for due even when the timer of an earlier one is late', async () => {
    const clock = new ManualClock();
    const worked: number[] = [];
    const work = async (): Promise<WorkResult> => {
      worked.push(clock.monotonicMs());
      return { kind: 'again', afterMs: 60_000 };
    };
    queue = queueOf(work, { clock });
    queue.start();
    queue.add('a');
    await queue.idle();
    clock.advance(60_001);
    queue.add('a');
    await queue.idle();
    expect(worked).to.deep.equal([0, 60_001]);
  });

  it('merges additions of a key that waits, and runs again after one that comes while it runs', async () => {
    const gate = new Gate();
    queue = queueOf(gate.work);
    queue.start();
    queue.add('a');
    queue.add('a');
    await gate.untilStarted('a');
    queue.add('a');
    queue.add('a');
    gate.release();
    await gate.untilStarted('a', 'a');
    gate.release();
    await queue.idle();
    expect(gate.started).to.have.length(2);
  });

  it('works on as many keys at once as it may, in the order they came', async () => {
    const gate = new Gate();
    queue = queueOf(gate.work, { concurrency: 2 });
    queue.start();
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await gate.untilStarted('a', 'b');
    gate.release();
    await gate.untilStarted('a', 'b', 'c');
    gate.release();
    gate.release();
    await queue.idle();
  });

  it('repeats what fails or throws until it is done', async () => {
    const results: (WorkResult | Error)[] = [{ kind: 'retry', reason: 'no' }, new Error('bug'), DONE];
    queue = queueOf(() => {
      const result = results.shift() ?? DONE;
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
    });
    queue.start();
    queue.add('a');
    await eventually(() => expect(queue.size).to.equal(0), { withinMs: 1000, everyMs: 1 });
    expect(results).to.deep.equal([]);
  });

  it('cuts the backoff short when the key is added again', async () => {
    const gate = new Gate();
    queue = queueOf(gate.work, { baseMs: 60_000 });
    queue.start();
    queue.add('a');
    await gate.untilStarted('a');
    gate.release({ kind: 'retry', reason: 'no' });
    await queue.idle();
    expect(queue.size).to.equal(1);
    queue.add('a');
    await gate.untilStarted('a', 'a');
    gate.release();
    await queue.idle();
    expect(queue.size).to.equal(0);
  });

  it('comes back after the time that the work asks for', async () => {
    const results: WorkResult[] = [{ kind: 'again', afterMs: 5 }, DONE];
    queue = queueOf(() => Promise.resolve(results.shift() ?? DONE));
    queue.start();
    queue.add('a');
    await eventually(() => expect(results).to.deep.equal([]), { withinMs: 1000, everyMs: 1 });
  });

  it('keeps the sooner of two times', async () => {
    const gate = new Gate();
    queue = queueOf(gate.work);
    queue.start();
    queue.addAfter('a', 5);
    queue.addAfter('a', 60_000);
    queue.addAfter('b', 60_000);
    queue.addAfter('b', 5);
    await eventually(() => expect(gate.started).to.have.members(['a', 'b']), { withinMs: 1000, everyMs: 1 });
    gate.release();
    gate.release();
  });

  it('forgets a key: what waits is dropped, and the result of what runs counts for nothing', async () => {
    const gate = new Gate();
    queue = queueOf(gate.work, { concurrency: 1 });
    queue.start();
    queue.add('a');
    queue.add('b');
    queue.addAfter('c', 1);
    await gate.untilStarted('a');
    for (const key of ['a', 'b', 'c']) queue.forget(key);
    gate.release({ kind: 'retry', reason: 'no' });
    await queue.idle();
    expect(queue.size).to.equal(0);
    expect(gate.started).to.deep.equal(['a']);
  });

  it('does not start a forgotten key anew before its work in progress has ended', async () => {
    const gate = new Gate();
    queue = queueOf(gate.work);
    queue.start();
    queue.add('a');
    await gate.untilStarted('a');
    queue.forget('a');
    queue.add('a');
    await sleep(5);
    await gate.untilStarted('a');
    gate.release();
    await gate.untilStarted('a', 'a');
    gate.release();
  });

  it('aborts the work at stop(), waits for it, and goes on after start()', async () => {
    let aborted = 0;
    let allow = false;
    queue = queueOf(async (_, signal) => {
      if (allow) return DONE;
      await sleep(60_000, signal).finally(() => (aborted += 1));
      return DONE;
    });
    queue.start();
    queue.add('a');
    queue.addAfter('b', 60_000);
    await sleep(5);
    await queue.stop();
    await queue.stop();
    expect(aborted).to.equal(1);
    expect(queue.size).to.equal(2);
    allow = true;
    queue.start();
    await eventually(() => expect(queue.size).to.equal(1), { withinMs: 1000, everyMs: 1 });
  });

  it('never works on a key twice at once, exceeds its concurrency, or loses an addition', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.record({
      key,
      how: fc.constantFrom('add', 'add', 'addAfter', 'pause', 'restart'),
      ms: fc.nat(3),
    });
    const outcome = fc.record({
      ms: fc.nat(2),
      result: fc.constantFrom('done', 'done', 'retry', 'again', 'throw'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(outcome),
        fc.integer({ min: 1, max: 3 }),
        runs,
      ),
      { numRuns: 60 },
    );
  });
});

interface Step {
  readonly key: string;
  readonly how: string;
  readonly ms: number;
}

async function runs(
  steps: Step[],
  outcomes: { ms: number; result: string }[],
  concurrency: number,
): Promise<void> {
  const running = new Set<string>();
  const breaches: string[] = [];
  /** What was added and not worked on since. */
  const owed = new Set<string>();
  const queue = queueOf(
    async (key, signal) => {
      // Collected here, because the queue treats what the work throws as a failure of the work.
      if (running.has(key)) breaches.push(`two workers on ${key}`);
      running.add(key);
      if (running.size > concurrency) breaches.push(`${running.size} workers`);
      owed.delete(key);
      const { ms, result } = outcomes.shift() ?? { ms: 0, result: 'done' };
      await sleep(ms);
      running.delete(key);
      if (result === 'throw') throw new Error('a bug');
      // Aborted work has to run again: the queue must not count it as done.
      if (signal.aborted) owed.add(key);
      return signal.aborted || result === 'retry'
        ? { kind: 'retry', reason: 'no' }
        : result === 'again'
          ? { kind: 'again', afterMs: 1 }
          : DONE;
    },
    { concurrency },
  );
  queue.start();
  for (const step of steps) await take(queue, step, owed);
  await eventually(() => expect(queue.size).to.equal(0), { withinMs: 2000, everyMs: 1 });
  expect({ owed: [...owed], breaches }).to.deep.equal({ owed: [], breaches: [] });
  await queue.stop();
}

async function take(queue: KeyedWorkQueue<string>, { key, how, ms }: Step, owed: Set<string>): Promise<void> {
  if (how === 'pause') return await sleep(ms);
  if (how === 'restart') {
    await queue.stop();
    return queue.start();
  }
  owed.add(key);
  if (how === 'add') queue.add(key);
  else queue.addAfter(key, ms);
}
