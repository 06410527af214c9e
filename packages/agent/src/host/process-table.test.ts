import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { networkOf } from './network-identity.ts';
import { type ProcessEntry, ProcessTable } from './process-table.ts';

/** Looks that end when the test says so, each with a number of its own. */
class Looks {
  begun = 0;
  readonly #ends: (() => void)[] = [];

  read = (): Promise<readonly ProcessEntry[]> => {
    const pid = (this.begun += 1);
    return new Promise((resolve) => {
      this.#ends.push(() => resolve([{ pid, args: [], network: '' }]));
    });
  };

  async end(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('ProcessTable', () => {
  let looks: Looks;
  let clock: ManualClock;
  let table: ProcessTable;
  beforeEach(() => {
    looks = new Looks();
    clock = new ManualClock();
    table = new ProcessTable(looks.read, clock);
  });

  const numbers = async (asked: readonly Promise<readonly ProcessEntry[]>[]): Promise<number[]> =>
    (await Promise.all(asked)).map(([entry]) => entry?.pid ?? 0);

  it('shares a look among all who ask before it begins, and another one among those who ask later', async () => {
    const first = [table.look(), table.look()];
    await new Promise((resolve) => setImmediate(resolve));
    const second = [table.look(), table.look(), table.look()];
    await looks.end();
    await looks.end();
    expect(await numbers([...first, ...second])).deep.equal([1, 1, 2, 2, 2]);
    expect(looks.begun).equal(2);
  });

  it('gives an earlier look to whom that is enough', async () => {
    const asked = table.look();
    await looks.end();
    await asked;
    clock.advance(999);
    expect(await numbers([table.look(1_000)])).deep.equal([1]);
    clock.advance(1);
    const next = table.look(1_000);
    await looks.end();
    expect(await numbers([next])).deep.equal([2]);
  });

  it('goes on after a look that failed', async () => {
    let fails = true;
    const odd = new ProcessTable(async () => {
      if (fails) throw new Error('no /proc');
      return [];
    }, clock);
    const error = await odd.look().catch((cause: unknown) => cause);
    expect(error).property('message', 'no /proc');
    fails = false;
    expect(await odd.look()).deep.equal([]);
  });

  it('shows the command line and the network namespace of every process', async () => {
    const own = (await new ProcessTable().look()).find((entry) => entry.pid === process.pid);
    expect(own?.network).equal(networkOf('self'));
    expect(own?.args.join(' ')).contain('mocha');
  });
});
