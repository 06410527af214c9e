import { expect } from 'chai';
import fc from 'fast-check';
import { FairTurns, type FairTurnsOptions, TurnRefused } from './fair-turns.ts';

/** Work that is under way until it is ended. */
class Work {
  readonly running: string[] = [];
  readonly #ends: { readonly name: string; readonly end: () => void }[] = [];
  readonly #turns: FairTurns;

  constructor(turns: FairTurns) {
    this.#turns = turns;
  }

  begin(party: string, name = party): Promise<void> {
    return this.#turns.run(party, async () => {
      this.running.push(name);
      await new Promise<void>((end) => this.#ends.push({ name, end }));
    });
  }

  /** Ends one that is under way, and lets those behind it begin. */
  async end(name: string): Promise<void> {
    const index = this.#ends.findIndex((each) => each.name === name);
    const [ended] = this.#ends.splice(index, 1);
    ended?.end();
    this.running.splice(this.running.indexOf(name), 1);
    await settled();
  }

  async endAll(): Promise<void> {
    for (let [next] = this.running; next !== undefined; [next] = this.running) await this.end(next);
  }

  count(name: string): number {
    return this.running.filter((each) => each === name).length;
  }
}

const settled = (): Promise<void> => new Promise(setImmediate);

const refusalOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'none',
    (error: unknown) => (error instanceof TurnRefused ? error.reason : String(error)),
  );

describe('FairTurns', () => {
  const all: Promise<unknown>[] = [];
  const make = (options: Partial<FairTurnsOptions> = {}): Work =>
    new Work(new FairTurns({ seats: 10, share: 0.8, maxWaiting: 1000, maxWaitMs: 60_000, ...options }));
  const begin = (work: Work, parties: string): void => {
    for (const party of parties) all.push(work.begin(party));
  };

  it('gives one party its share, and a newcomer what is left', async () => {
    const work = make();
    begin(work, 'a'.repeat(20));
    await settled();
    expect(work.count('a')).to.equal(8);
    begin(work, 'bbb');
    await settled();
    expect(work.count('b')).to.equal(1);
    begin(work, 'cc');
    await settled();
    expect([work.count('c'), work.running.length]).to.deep.equal([1, 10]);
    await work.endAll();
    await Promise.all(all.splice(0));
  });

  it('brings busy parties to equal parts, and goes round them', async () => {
    const work = make();
    begin(work, 'a'.repeat(40) + 'b'.repeat(40) + 'c'.repeat(40));
    await settled();
    // Each one that ends was the oldest: they take equally long.
    for (let ended = 0; ended < 30; ended += 1) await work.end(work.running[0] ?? '');
    expect([work.count('a'), work.count('b'), work.count('c')]).to.deep.equal([3, 3, 3]);
    await work.endAll();
    await Promise.all(all.splice(0));
  });

  it('lets those of one party go in the order of their coming', async () => {
    const work = make({ seats: 2 });
    for (const name of ['first', 'second', 'third']) all.push(work.begin('a', name));
    await settled();
    expect(work.running).to.deep.equal(['first']);
    await work.end('first');
    expect(work.running).to.deep.equal(['second']);
    await work.endAll();
    await Promise.all(all.splice(0));
  });

  it('refuses whoever finds a full line, or has waited for too long, and goes on', async () => {
    const work = make({ seats: 2, maxWaiting: 1, maxWaitMs: 50 });
    begin(work, 'a');
    const [late, full] = [refusalOf(work.begin('a', 'late')), refusalOf(work.begin('a', 'full'))];
    expect(await full).to.equal('full');
    expect(await late).to.equal('late');
    begin(work, 'b');
    await settled();
    expect(work.running).to.deep.equal(['a', 'b']);
    await work.endAll();
    await Promise.all(all.splice(0));
  });

  it('lets those go who give up, and lets nobody wait who has', async () => {
    const turns = new FairTurns({ seats: 2, share: 0.8, maxWaiting: 9, maxWaitMs: 60_000 });
    const work = new Work(turns);
    const gone = new AbortController();
    const wait = () => refusalOf(turns.run('a', () => Promise.resolve(), { gone: gone.signal }));
    begin(work, 'a');
    const leaving = [wait(), wait()];
    begin(work, 'a');
    expect(turns.waiting).to.equal(3);
    gone.abort();
    expect(turns.waiting).to.equal(1);
    expect(await Promise.all([...leaving, wait()])).to.deep.equal(['gone', 'gone', 'gone']);
    await work.endAll();
    await Promise.all(all.splice(0));
    expect(turns.waiting).to.equal(0);
    expect(await wait()).to.equal('none');
  });

  it('gives back the turn of what fails', async () => {
    const turns = new FairTurns({ seats: 2, share: 0.8, maxWaiting: 0, maxWaitMs: 1000 });
    for (let round = 0; round < 3; round += 1) {
      const failing = turns.run('a', () => Promise.reject(new Error('broken')));
      expect(await refusalOf(failing)).to.equal('Error: broken');
    }
  });

  it('tells how many wait', async () => {
    const turns = new FairTurns({ seats: 2, share: 0.8, maxWaiting: 9, maxWaitMs: 20 });
    const work = new Work(turns);
    begin(work, 'a');
    const late = [refusalOf(work.begin('a')), refusalOf(work.begin('a'))];
    expect(turns.waiting).to.equal(2);
    expect(await Promise.all(late)).to.deep.equal(['late', 'late']);
    expect(turns.waiting).to.equal(0);
    await work.endAll();
    await Promise.all(all.splice(0));
  });

  it('keeps what it promises, whoever comes and goes', async () => {
    const step = fc.constantFrom('a', 'b', 'c', 'd', 'end', 'end');
    const shares = fc.constantFrom(0.1, 0.5, 0.8, 0.95);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        shares,
        fc.array(step),
        async (seats, share, steps) => {
          const work = make({ seats, share });
          const begun: Promise<void>[] = [];
          for (const [index, name] of steps.entries()) {
            const before = new Map(['a', 'b', 'c', 'd'].map((party) => [party, work.count(party)]));
            if (name === 'end') await work.end(work.running[index % Math.max(1, work.running.length)] ?? '');
            else begun.push(work.begin(name));
            await settled();
            expect(work.running.length).to.be.at.most(seats);
            // Whoever holds something leaves a seat.
            const grown = [...before].filter(([party, held]) => held > 0 && work.count(party) > held);
            if (grown.length > 0 && name !== 'end') expect(work.running.length).to.be.below(seats);
          }
          await work.endAll();
          await Promise.all(begun);
        },
      ),
    );
  });
});
