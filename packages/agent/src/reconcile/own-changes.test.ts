import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { OwnChanges } from './own-changes.ts';

describe('OwnChanges', () => {
  it('has echoes while a device is worked on, and 300 ms after', async () => {
    const clock = new ManualClock();
    const own = new OwnChanges(clock);
    expect(own.echoesForMs('a')).to.equal(0);
    await own.during('a', async () => {
      clock.advance(5000);
      expect(own.echoesForMs('a')).to.equal(300);
    });
    clock.advance(100);
    expect([own.echoesForMs('a'), own.echoesForMs('b')]).to.deep.equal([200, 0]);
    clock.advance(200);
    expect(own.echoesForMs('a')).to.equal(0);
  });

  it('ends with the work, however that ends', async () => {
    const clock = new ManualClock();
    const own = new OwnChanges(clock);
    const failed = await own
      .during('a', () => Promise.reject(new Error('no')))
      .catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Error);
    expect(own.echoesForMs('a')).to.equal(300);
    own.forget('a');
    expect(own.echoesForMs('a')).to.equal(0);
  });
});

describe('OwnChanges of a device that loses something while it is worked on', () => {
  it('know whether its ports were read after that', async () => {
    const own = new OwnChanges(new ManualClock());
    expect(own.loses('a')).to.equal(false);
    await own.during('a', async () => {
      own.reads('a');
      expect(own.isUnread('a')).to.equal(false);
      expect([own.loses('a'), own.loses('b')]).to.deep.equal([true, false]);
      expect(own.isUnread('a')).to.equal(true);
      own.reads('a');
      expect(own.isUnread('a')).to.equal(false);
      own.loses('a');
    });
    expect(own.isUnread('a')).to.equal(false);
  });
});
