import { expect } from 'chai';
import { sleep } from './sleep.ts';
import { DeadlineError, withDeadline } from './with-deadline.ts';

describe('withDeadline', () => {
  it('gives what the work gives', async () => {
    expect(await withDeadline('sum', 1000, async () => 1 + 1)).to.equal(2);
  });

  it('passes on what the work throws', async () => {
    const failure = await withDeadline('sum', 1000, () => Promise.reject(new Error('no'))).catch(String);
    expect(failure).to.equal('Error: no');
  });

  it('ends the wait and aborts the work at the deadline', async () => {
    let signal: AbortSignal | undefined;
    const waiting = withDeadline('answer', 5, (given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    const error: unknown = await waiting.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(DeadlineError).and.to.include({ what: 'answer', deadlineMs: 5 });
    expect(signal?.reason).to.equal(error);
  });

  it('says that it was the deadline when the work rejects because of its signal', async () => {
    const error: unknown = await withDeadline('sleep', 5, (signal) => sleep(10_000, signal)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(DeadlineError);
  });
});

describe('sleep', () => {
  it('rejects with the reason, also when it was aborted before', async () => {
    const reason = new Error('enough');
    expect(await sleep(10_000, AbortSignal.abort(reason)).catch((error: unknown) => error)).to.equal(reason);
    const controller = new AbortController();
    const sleeping = sleep(10_000, controller.signal).catch((error: unknown) => error);
    controller.abort(reason);
    expect(await sleeping).to.equal(reason);
  });
});
