import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { Earshot } from './earshot.ts';

describe('Earshot', () => {
  let clock: ManualClock;
  let frames: Map<string, number>;
  let earshot: Earshot;

  beforeEach(() => {
    clock = new ManualClock();
    frames = new Map([['eth0', 5]]);
    earshot = new Earshot(clock, async (link) => frames.get(link)?.toString());
  });

  async function listens(seconds: number, perSecond = 0): Promise<void> {
    for (let n = 0; n < seconds; n += 1) {
      clock.advance(1_000);
      frames.set('eth0', (frames.get('eth0') ?? 0) + perSecond);
      await earshot.listen(['eth0', undefined]);
    }
  }

  it('finds a network quiet after a second, which is not deaf yet', async () => {
    await listens(1);
    expect(earshot.isQuiet('eth0')).to.equal(false);
    await listens(1);
    expect([earshot.isQuiet('eth0'), earshot.isDeaf('eth0')]).to.deep.equal([true, false]);
    await listens(1, 1);
    expect([earshot.isQuiet('eth0'), earshot.isQuiet(undefined)]).to.deep.equal([false, false]);
  });

  it('takes a network for deaf after three seconds without a frame, and no more with the next one', async () => {
    await listens(3);
    expect(earshot.isDeaf('eth0')).to.equal(false);
    await listens(1);
    expect(earshot.isDeaf('eth0')).to.equal(true);
    await listens(1, 1);
    expect(earshot.isDeaf('eth0')).to.equal(false);
  });

  it('waits a little longer for an answer that is due, as on a host that is late with its questions', async () => {
    earshot.asks('eth0');
    await listens(4);
    expect(earshot.isDeaf('eth0')).to.equal(false);
    await listens(2);
    expect(earshot.isDeaf('eth0')).to.equal(true);
  });

  it('takes it for deaf after three seconds when it was asked since it is quiet, and looked at afterwards', async () => {
    earshot.asks('eth0');
    await listens(1, 1);
    earshot.hasAsked('eth0', clock.monotonicMs() - 1);
    await listens(3);
    expect(earshot.isDeaf('eth0'), 'that was asked before').to.equal(false);
    earshot.hasAsked('eth0', clock.monotonicMs() - 500);
    await listens(1, 1);
    expect(earshot.isDeaf('eth0'), 'a frame has come').to.equal(false);
    await listens(3);
    clock.advance(100);
    earshot.hasAsked('eth0', clock.monotonicMs() - 50);
    expect(earshot.isDeaf('eth0'), 'an answer from the wire would show at the next look').to.equal(false);
    await listens(1);
    earshot.hasAsked('eth0', clock.monotonicMs() - 500);
    expect(earshot.isDeaf('eth0'), 'one is enough').to.equal(true);
  });

  it('hears a single frame in each second', async () => {
    await listens(20, 1);
    expect(earshot.isDeaf('eth0')).to.equal(false);
  });

  it('concludes nothing from what it has not listened to', async () => {
    expect(earshot.isDeaf('eth0')).to.equal(false);
    await listens(4);
    clock.advance(3_000);
    expect(earshot.isDeaf('eth0'), 'it has not looked for long').to.equal(false);
    await listens(1);
    expect(earshot.isDeaf('eth0'), 'a pause is no silence').to.equal(false);
  });

  it('hears nothing on a link that is gone, and says nothing of a network without one', async () => {
    frames.delete('eth0');
    for (let n = 0; n < 5; n += 1) {
      clock.advance(1_000);
      await earshot.listen(['eth0', undefined]);
    }
    expect(earshot.isDeaf('eth0')).to.equal(true);
    expect(earshot.isDeaf(undefined)).to.equal(false);
  });
});
