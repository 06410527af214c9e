import { ManualClock, Metrics, createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { HostError, type KernelLease } from '../host/index.ts';
import { LeaseKeeper } from './lease-keeper.ts';

type Found = Awaited<ReturnType<KernelLease['adopt']>>;
const NOTHING: Found = {
  present: false,
  intact: false,
  held: undefined,
  leased: new Set(),
  silent: new Set(),
};

/** What the kernel does, by the clock of the test. */
class PlayedKernel {
  seconds: number | undefined;
  silentTaps = 0;
  silences = 0;
  found = NOTHING;
  readonly calls: string[] = [];
  #untilMs = 0;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  async adopt(): Promise<Found> {
    this.seconds = this.found.held?.seconds;
    this.#untilMs = this.#clock.monotonicMs() + (this.found.held?.leftSeconds ?? 0) * 1000;
    return this.found;
  }
  async hold(seconds: number): Promise<void> {
    this.#set(`hold ${seconds}`, seconds);
  }
  async renew(seconds: number): Promise<boolean> {
    if (this.seconds === undefined || this.#clock.monotonicMs() >= this.#untilMs) return false;
    this.#set(`renew ${seconds}`, seconds);
    return true;
  }
  async silenceAll(_words: string, seconds: number | undefined): Promise<void> {
    this.silentTaps = 1;
    this.#set(`silence ${seconds}`, seconds);
  }
  async disarm(): Promise<void> {
    this.#set('disarm', undefined);
  }
  stop(): void {
    this.calls.push('stop');
  }
  isRenewedAt(ms: number): boolean {
    return this.#untilMs === ms + (this.seconds ?? 0) * 1000;
  }
  /** Somebody takes the element away. */
  lose(): void {
    this.#untilMs = 0;
  }

  #set(call: string, seconds: number | undefined): void {
    this.seconds = seconds;
    this.#untilMs = this.#clock.monotonicMs() + (seconds ?? 0) * 1000;
    if (this.calls.at(-1) !== call) this.calls.push(call);
  }
}

describe('LeaseKeeper', () => {
  let clock: ManualClock;
  let kernel: PlayedKernel;
  let keeper: LeaseKeeper;
  let suspendedMs: number;
  let looks: number;
  let lists: number;

  beforeEach(() => {
    clock = new ManualClock();
    kernel = new PlayedKernel(clock);
    [suspendedMs, looks, lists] = [0, 0, 0];
    keeper = new LeaseKeeper({
      kernel,
      clock,
      sinceBootMs: () => clock.monotonicMs() + suspendedMs,
      heartbeatEveryMs: 2_000,
      renewEveryMs: 2,
      logger: createLogger({ name: 'test', level: 'silent' }),
      metrics: new Metrics(),
    });
    keeper.onLook(() => (looks += 1));
    keeper.onLapse(() => (lists += 1));
  });
  afterEach(() => keeper.stop());

  const done = (...calls: readonly string[]): Promise<Chai.Assertion> =>
    eventually(() => expect(kernel.calls).to.deep.equal(calls), { withinMs: 10_000 });
  async function armed(): Promise<void> {
    await keeper.start();
    keeper.echo({ beat: 1, lease_seconds: 6 });
    await done('hold 6', 'renew 6');
  }

  it('holds a lease when the servers want one, and says so', async () => {
    await keeper.start();
    expect(keeper.inHeartbeat(1)).to.deep.equal({ lease: null });
    keeper.echo({ beat: 1, lease_seconds: 6 });
    await done('hold 6', 'renew 6');
    expect(keeper.inHeartbeat(2)).to.deep.equal({ lease: { seconds: 6 } });
  });

  it('holds none for servers that want none, or know of none', async () => {
    await keeper.start();
    keeper.echo({ beat: 1, lease_seconds: null });
    keeper.echo({ beat: 2 });
    await armed();
    keeper.echo({ beat: 2, lease_seconds: null });
    await done('hold 6', 'renew 6', 'disarm');
  });

  it('takes over a lease that lives, and renews it at once', async () => {
    kernel.found = {
      ...NOTHING,
      present: true,
      held: { seconds: 6, leftSeconds: 1 },
      leased: new Set(['tap1']),
    };
    await keeper.start();
    expect(kernel.calls).to.deep.equal(['renew 6']);
    expect(keeper.mayResume).to.equal(true);
  });

  it('is silent when it finds a lease that has lapsed while no agent ran', async () => {
    kernel.found = { ...NOTHING, present: true, leased: new Set(['tap1']) };
    await keeper.start();
    expect(kernel.calls).to.deep.equal(['silence undefined']);
    expect(keeper.inHeartbeat(1)).to.deep.equal({ lease: null, lease_lapsed: true });
    keeper.echo({ beat: 1, lease_seconds: 6 });
    await done('silence undefined', 'hold 6', 'renew 6');
    expect(keeper.mayResume).to.equal(false);
  });

  for (const [what, sleeps] of [
    ['this process has stood still', (ms: number) => clock.advance(ms)],
    ['the host was suspended', (ms: number) => void (suspendedMs += ms)],
  ] as const) {
    it(`renews nothing when ${what} for too long, and waits for a list that is newer than that`, async () => {
      await armed();
      const before = clock.monotonicMs();
      sleeps(6_000);
      await done('hold 6', 'renew 6', 'silence 6', 'renew 6');
      expect(keeper.inHeartbeat(3)).to.deep.equal({ lease: { seconds: 6 }, lease_lapsed: true });
      expect([looks, lists, keeper.mayResume]).to.deep.equal([1, 1, false]);
      keeper.listed(before - 1);
      expect(keeper.mayResume, 'asked for before').to.equal(false);
      keeper.listed(clock.monotonicMs());
      expect([looks, keeper.mayResume]).to.deep.equal([2, true]);
      expect(keeper.inHeartbeat(4)).to.deep.equal({ lease: { seconds: 6 } });
    });
  }

  it('says in the first heartbeat after a standstill that the lease has lapsed', async () => {
    await armed();
    clock.advance(6_000);
    expect(keeper.inHeartbeat(3)).to.deep.equal({ lease: { seconds: 6 }, lease_lapsed: true });
  });

  it('goes on where it was late but not too late', async () => {
    await armed();
    clock.advance(5_900);
    await eventually(async () => expect((await kernel.renew(6)) && kernel.seconds).to.equal(6), {
      withinMs: 10_000,
    });
    expect(kernel.calls).to.deep.equal(['hold 6', 'renew 6']);
    expect(looks).to.equal(0);
  });

  it('holds it anew when somebody has removed it', async () => {
    await armed();
    kernel.lose();
    await done('hold 6', 'renew 6', 'hold 6', 'renew 6');
    expect(looks).to.equal(0);
  });

  it('lets devices on without a server when none is heard', async () => {
    await armed();
    clock.advance(6_000);
    await eventually(() => expect(keeper.mayResume).to.equal(false), { withinMs: 10_000 });
    clock.advance(4_900);
    await eventually(() => expect(looks).to.equal(1), { withinMs: 10_000 });
    expect(keeper.mayResume).to.equal(false);
    clock.advance(100);
    await eventually(() => expect(keeper.mayResume).to.equal(true), { withinMs: 10_000 });
  });

  it('waits on as long as a server is heard that has not listed', async () => {
    await armed();
    clock.advance(6_000);
    await eventually(() => expect(looks).to.equal(1), { withinMs: 10_000 });
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1_000);
      keeper.echo({ beat: 9 + second, lease_seconds: 6 });
      await eventually(() => expect(kernel.calls.at(-1)).to.equal('renew 6'), { withinMs: 10_000 });
    }
    expect(keeper.mayResume).to.equal(false);
  });

  it('is cut off when three heartbeats have had no echo', async () => {
    await armed();
    expect(keeper.isCutOff).to.equal(false);
    clock.advance(6_001);
    expect(keeper.isCutOff).to.equal(true);
  });

  it('is verdict by verdict: a lapse, and what the servers or the network say after it', async () => {
    await armed();
    const before = keeper.verdict;
    clock.advance(7_000);
    await done('hold 6', 'renew 6', 'silence 6', 'renew 6');
    expect([keeper.mayResume, keeper.verdict]).to.deep.equal([false, before + 1]);
    keeper.listed(clock.monotonicMs());
    expect([keeper.mayResume, keeper.verdict]).to.deep.equal([true, before + 2]);
  });

  it('lets what fell silent while it was cut off wait for a list, without having lapsed', async () => {
    await armed();
    [kernel.silentTaps, kernel.silences] = [1, 1];
    for (let n = 0; n < 4; n += 1) {
      clock.advance(2_000);
      await eventually(() => expect(kernel.isRenewedAt(clock.monotonicMs())).to.equal(true), {
        withinMs: 10_000,
      });
    }
    expect(keeper.isCutOff).to.equal(true);
    keeper.echo({ beat: 2, lease_seconds: 6 });
    expect([keeper.mayResume, lists]).to.deep.equal([false, 1]);
    expect(keeper.inHeartbeat(3)).to.deep.equal({ lease: { seconds: 6 } });
    keeper.listed(clock.monotonicMs() - 1);
    expect(keeper.mayResume).to.equal(false);
    keeper.listed(clock.monotonicMs());
    expect([keeper.mayResume, looks]).to.deep.equal([true, 1]);
    clock.advance(7_000);
    keeper.echo({ beat: 4, lease_seconds: 6 });
    expect([keeper.mayResume, lists], 'what was listed is not asked about again').to.deep.equal([true, 1]);
  });

  it('says once a second that no server is heard, while it holds a lease', async () => {
    let unheard = 0;
    keeper.onUnheard(() => {
      unheard += 1;
      return Promise.resolve();
    });
    await armed();
    expect(unheard).to.equal(0);
    clock.advance(4_000);
    await eventually(() => expect(unheard).to.be.greaterThan(0), { withinMs: 10_000 });
  });

  it('goes on when nobody can be asked who is still heard', async () => {
    let unheard = 0;
    keeper.onUnheard(() => {
      unheard += 1;
      return Promise.reject(new HostError('lost', 'ip: not done within 10000 ms'));
    });
    await armed();
    clock.advance(4_000);
    await eventually(() => expect(unheard).to.be.greaterThan(1), { withinMs: 10_000 });
    expect(kernel.seconds).to.equal(6);
  });
});
