import { expect } from 'chai';
import { eventually } from './eventually.ts';
import { createLogger } from './logger.ts';
import { Outage } from './outage.ts';
import { sleep } from './sleep.ts';
import { WakefulLoop, type WakefulLoopOptions, every } from './wakeful-loop.ts';
import { DeadlineError } from './with-deadline.ts';

const WITHIN = { withinMs: 2000, everyMs: 1 } as const;

/** A round that ends when the test says so. */
interface Round {
  readonly signal: AbortSignal;
  end(error?: Error): void;
}

describe('WakefulLoop', () => {
  let logged: string[];
  let rounds: Round[];
  let atOnce: number;
  let loop: WakefulLoop;
  /** The wake-up that the source of the test got, while it is subscribed. */
  let notify: (() => void) | undefined;
  let subscriptions: number;

  beforeEach(() => {
    logged = [];
    rounds = [];
    atOnce = 0;
    notify = undefined;
    subscriptions = 0;
  });
  afterEach(async () => {
    for (const round of rounds) round.end();
    await loop.stop();
  });

  function create(options: Partial<WakefulLoopOptions> = {}): WakefulLoop {
    const destination = { write: (line: string) => logged.push((JSON.parse(line) as { msg: string }).msg) };
    loop = new WakefulLoop({
      name: 'test',
      wakeOn: [
        (wake) => {
          subscriptions += 1;
          notify = wake;
          return () => (notify = undefined);
        },
      ],
      outage: new Outage(createLogger({ name: 'test', level: 'info', destination }), 'testing'),
      round: heldRound,
      ...options,
    });
    return loop;
  }

  async function heldRound(signal: AbortSignal): Promise<void> {
    atOnce += 1;
    expect(atOnce).to.equal(1);
    try {
      await new Promise<void>((resolve, reject) =>
        rounds.push({ signal, end: (error) => (error === undefined ? resolve() : reject(error)) }),
      );
    } finally {
      atOnce -= 1;
    }
  }

  const begun = (count: number): Promise<unknown> =>
    eventually(() => expect(rounds).to.have.length(count), WITHIN);
  /** Some turns of the event loop, in which a round that must not be would begin. */
  const settle = (): Promise<void> => sleep(10);

  it('does a round at the start, and one when it is woken', async () => {
    create().start();
    await begun(1);
    rounds[0]?.end();
    await settle();
    expect(rounds).to.have.length(1);
    notify?.();
    await begun(2);
  });

  it('makes one more round of all wake-ups during a round', async () => {
    create().start();
    await begun(1);
    for (let i = 0; i < 5; i += 1) notify?.();
    await settle();
    expect(rounds).to.have.length(1);
    rounds[0]?.end();
    await begun(2);
    rounds[1]?.end();
    await settle();
    expect(rounds).to.have.length(2);
  });

  it('runs again for a round that wakes it itself', async () => {
    let count = 0;
    create({
      round: async () => {
        count += 1;
        if (count < 3) loop.wake();
      },
    }).start();
    await eventually(() => expect(count).to.equal(3), WITHIN);
  });

  it('loses no wake-up at the end of a round', async () => {
    let seen = 0;
    let wanted = 0;
    create({
      round: async () => {
        seen = wanted;
      },
    }).start();
    for (wanted = 1; wanted <= 200; wanted += 1) {
      loop.wake();
      for (let turns = wanted % 7; turns > 0; turns -= 1) await Promise.resolve();
    }
    wanted = 201;
    loop.wake();
    await eventually(() => expect(seen).to.equal(201), WITHIN);
  });

  it('is woken by a poll until it is stopped', async () => {
    let count = 0;
    create({
      round: async () => {
        count += 1;
      },
      wakeOn: [every(2)],
    }).start();
    await eventually(() => expect(count).to.be.above(3), WITHIN);
    await loop.stop();
    const last = count;
    await settle();
    expect(count).to.equal(last);
  });

  it('logs one line per outage, and goes on', async () => {
    create().start();
    for (let failures = 1; failures <= 3; failures += 1) {
      await begun(failures);
      rounds.at(-1)?.end(new Error('away'));
      await settle();
      notify?.();
    }
    await begun(4);
    rounds[3]?.end();
    await eventually(
      () => expect(logged).to.deep.equal(['testing is interrupted', 'testing works again']),
      WITHIN,
    );
  });

  it('starts once, and does nothing before', async () => {
    create().wake();
    await settle();
    expect(rounds).to.deep.equal([]);
    loop.start();
    loop.start();
    await begun(1);
    expect(subscriptions).to.equal(1);
  });

  it('waits at the stop for the round under way, which can end early, and does no other', async () => {
    create().start();
    await begun(1);
    notify?.();
    let stopped = false;
    const stopping = Promise.all([loop.stop(), loop.stop()]).then(() => (stopped = true));
    expect(rounds[0]?.signal.aborted).to.equal(true);
    expect(notify).to.equal(undefined);
    loop.wake();
    await settle();
    expect(stopped).to.equal(false);
    rounds[0]?.end();
    await stopping;
    await settle();
    expect(rounds).to.have.length(1);
  });

  it('does not wait for a round that hangs', async () => {
    create({ stopDeadlineMs: 10 }).start();
    await begun(1);
    const error: unknown = await loop.stop().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(DeadlineError);
    expect((error as Error).message).to.equal('the last round of test: not done within 10 ms');
  });

  it('starts again after a stop, with a signal that is not aborted', async () => {
    create().start();
    await begun(1);
    const stopping = loop.stop();
    loop.start();
    rounds[0]?.end();
    await stopping;
    await begun(2);
    expect(rounds.map(({ signal }) => signal.aborted)).to.deep.equal([true, false]);
  });
});
