import { expect } from 'chai';
import { WakeUp } from './wake-up.ts';

const NEVER = 60_000;

describe('WakeUp', () => {
  const { signal } = new AbortController();

  it('lets all go on that wait', async () => {
    const wakeUp = new WakeUp();
    const waiting = Promise.all([wakeUp.wait(NEVER, signal), wakeUp.wait(NEVER, signal)]);
    wakeUp.wake();
    await waiting;
  });

  it('is not lost on somebody who comes a moment later', async () => {
    const wakeUp = new WakeUp();
    wakeUp.wake();
    await wakeUp.wait(NEVER, signal);
    await wakeUp.wait(1, signal);
  });

  it('ends with the signal', async () => {
    const ending = new AbortController();
    const waiting = new WakeUp().wait(NEVER, ending.signal);
    ending.abort(new Error('over'));
    const reason = await waiting.catch((error: Error) => error.message);
    expect(reason).to.equal('over');
  });
});
