import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { awaitAnswer } from './await-answer.ts';
import type { HaproxyError } from '../model/errors.ts';

describe('awaitAnswer', function () {
  this.timeout(10_000);
  let given: HaproxyError | undefined;
  let end: () => void;

  afterEach(() => end());

  const wait = (deadlineMs: number, hangs: () => Promise<boolean>): void => {
    given = undefined;
    end = awaitAnswer({ deadlineMs, hangs }, (error) => {
      given = error;
      end();
    });
  };
  const gives = (code: string): Promise<unknown> =>
    eventually(() => expect(given).to.have.property('code', code), { withinMs: 5_000 });

  it('gives up at the deadline when nothing is known of the process', async () => {
    wait(50, () => Promise.reject(new Error('not asked so soon')));
    await gives('silent');
    wait(1_300, async () => false);
    await gives('silent');
  });

  it('gives up long before the deadline when the process hangs, however late that shows', async () => {
    let looks = 0;
    wait(60_000, async () => (looks += 1) > 2);
    await gives('hung');
  });

  it('asks nobody once it has ended', async () => {
    let looks = 0;
    wait(60_000, async () => {
      looks += 1;
      end();
      return true;
    });
    await eventually(() => expect(looks).to.equal(1), { withinMs: 5_000 });
    expect(given).to.equal(undefined);
  });
});
