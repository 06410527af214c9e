import { expect } from 'chai';
import { Slots, SlotsFull } from './slots.ts';

describe('Slots', () => {
  const endless = new AbortController().signal;
  const gates: (() => void)[] = [];
  const blocked = () => new Promise<void>((resolve) => gates.push(resolve));
  const openNext = () => gates.shift()?.();

  afterEach(() => gates.splice(0));

  it('does only so much at once, and the rest in order', async () => {
    const slots = new Slots({ running: 2, waiting: 10 });
    const begun: number[] = [];
    const all = [1, 2, 3, 4].map((n) =>
      slots.run(endless, () => {
        begun.push(n);
        return blocked();
      }),
    );
    expect(begun).to.deep.equal([1, 2]);
    openNext();
    await all[0];
    await Promise.resolve();
    expect(begun).to.deep.equal([1, 2, 3]);
    while (gates.length > 0) {
      openNext();
      await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(begun).to.deep.equal([1, 2, 3, 4]);
  });

  it('lets nothing more in when too much waits', async () => {
    const slots = new Slots({ running: 1, waiting: 1 });
    const first = slots.run(endless, blocked);
    const second = slots.run(endless, async () => 'second');
    const third: unknown = await slots.run(endless, async () => 'third').catch((error: unknown) => error);
    expect(third).to.be.instanceOf(SlotsFull);
    openNext();
    await first;
    expect(await second).to.equal('second');
  });

  it('forgets what no longer waits, and frees the place of what fails', async () => {
    const slots = new Slots({ running: 1, waiting: 1 });
    const failing = slots.run(endless, async () => {
      await blocked();
      throw new Error('broken');
    });
    const impatient = new AbortController();
    const left = slots.run(impatient.signal, async () => 'never');
    impatient.abort(new Error('too late'));
    expect(await left.catch((error: unknown) => (error as Error).message)).to.equal('too late');
    const patient = slots.run(endless, async () => 'done');
    openNext();
    expect(await failing.catch((error: unknown) => (error as Error).message)).to.equal('broken');
    expect(await patient).to.equal('done');
    expect(await slots.run(endless, async () => 'free')).to.equal('free');
  });
});
