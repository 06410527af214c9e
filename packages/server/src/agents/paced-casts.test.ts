import { ManualClock, createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type PacedCast, PacedCasts } from './paced-casts.ts';

const REFUSAL: PacedCast = {
  key: 'one a',
  host: 'one',
  send: (rpc) => rpc.cast({ agent: 'one' }, 'agent_refused', { installation_id: 'a' }),
};

describe('PacedCasts', () => {
  let clock: ManualClock;
  let sent: unknown[];
  let failure: Error | undefined;
  let logged: string[];
  let casts: PacedCasts;

  beforeEach(() => {
    clock = new ManualClock();
    sent = [];
    logged = [];
    failure = undefined;
    const cast = async (...message: readonly unknown[]): Promise<void> => {
      sent.push(message);
      if (failure !== undefined) throw failure;
    };
    const logger = createLogger({
      name: 'test',
      level: 'warn',
      destination: { write: (line) => logged.push(line) },
    });
    casts = new PacedCasts({ rpc: { cast }, clock, logger });
  });

  it('sends the first of a key at once, and the next after 5 s', async () => {
    expect(await casts.send(REFUSAL)).to.equal(true);
    clock.advance(4999);
    expect(await casts.send(REFUSAL)).to.equal(false);
    clock.advance(1);
    expect(await casts.send(REFUSAL)).to.equal(true);
    const message = [{ agent: 'one' }, 'agent_refused', { installation_id: 'a' }];
    expect(sent).to.deep.equal([message, message]);
  });

  it('keeps keys apart', async () => {
    await casts.send(REFUSAL);
    expect(await casts.send({ ...REFUSAL, key: 'one b' })).to.equal(true);
  });

  it('waits where it is asked to, from the first time that the key comes up', async () => {
    expect(await casts.send({ ...REFUSAL, afterMs: 2000 })).to.equal(false);
    clock.advance(2000);
    expect(await casts.send({ ...REFUSAL, afterMs: 2000 })).to.equal(true);
  });

  it('logs a failure, and keeps the pace', async () => {
    failure = new Error('no queue');
    expect(await casts.send(REFUSAL)).to.equal(true);
    expect(logged).to.have.length(1);
    expect(logged[0]).to.include('no queue').and.include('"agent":"one"');
    expect(await casts.send(REFUSAL)).to.equal(false);
  });

  it('remembers 1,000 keys', async () => {
    for (let n = 0; n < 1000; n += 1) await casts.send({ ...REFUSAL, key: `${n}` });
    expect(await casts.send({ ...REFUSAL, key: '0' })).to.equal(false);
    expect(await casts.send({ ...REFUSAL, key: '1000' })).to.equal(true);
    expect(await casts.send({ ...REFUSAL, key: '0' })).to.equal(false);
    expect(await casts.send({ ...REFUSAL, key: '1' })).to.equal(true);
  });
});
