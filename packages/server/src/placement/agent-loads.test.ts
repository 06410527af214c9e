import { asAgentId, asDeviceId } from '@lbaas/common/domain';
import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { AgentLoads, type Counted } from './agent-loads.ts';

const [a, b] = [asAgentId('a'), asAgentId('b')];
const device = (id: string) => asDeviceId(id);

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('AgentLoads', () => {
  let clock: ManualClock;
  let loads: AgentLoads;
  let asked: (readonly string[])[];

  beforeEach(() => {
    clock = new ManualClock();
    loads = new AgentLoads(clock);
    asked = [];
  });

  const counting = (running: Readonly<Record<string, number>>, visible: readonly string[] = []) =>
    loads.counted((inFlight) => {
      if (inFlight === undefined) return Promise.resolve({});
      asked.push(inFlight);
      return Promise.resolve({ counted: counts(running, visible) });
    });
  /** One device of each agent is idle. */
  const counts = (running: Readonly<Record<string, number>>, visible: readonly string[]): Counted => ({
    devices: Object.fromEntries(
      Object.entries(running).map(([agent, count]) => [agent, { devices: count + 1, running: count }]),
    ),
    visible,
  });

  it('counts once a second and adds what it has chosen since', async () => {
    await counting({ a: 3 });
    loads.add(device('x'), a, false);
    loads.add(device('y'), b, false);
    loads.add(device('z'), b, true);
    clock.advance(900);
    await counting({ a: 100 });
    expect([loads.of(a).running, loads.of(b).running]).to.deep.equal([4, 1]);
    expect(loads.of(b).devices).to.equal(2);
    expect(asked).to.deep.equal([[]]);
    clock.advance(100);
    await counting({ a: 4 }, ['x']);
    expect(asked).to.deep.equal([[], ['x', 'y', 'z']]);
    expect([loads.of(a).running, loads.of(b).running]).to.deep.equal([4, 1]);
  });

  it('forgets a choice that no count has ever shown', async () => {
    loads.add(device('x'), a, false);
    clock.advance(1500);
    await counting({});
    expect(loads.of(a).running).to.equal(1);
    clock.advance(1500);
    expect(loads.of(a).running).to.equal(0);
  });

  it('takes the first of those that count at once', async () => {
    loads.add(device('x'), a, false);
    const late = deferred<{ counted: Counted }>();
    const slow = loads.counted(() => late.promise);
    await counting({ a: 1 }, ['x']);
    late.resolve({ counted: counts({}, []) });
    await slow;
    expect(loads.of(a).running).to.equal(1);
  });

  it('lets one count again, and others only when that one takes too long', async () => {
    await counting({ a: 1 });
    clock.advance(1000);
    const late = deferred<undefined>();
    const slow = loads.counted(() => late.promise);
    await counting({ a: 2 });
    expect(loads.of(a).running).to.equal(1);
    clock.advance(1000);
    await counting({ a: 3 });
    expect(loads.of(a).running).to.equal(3);
    late.resolve(undefined);
    await slow;
  });

  it('counts again behind a failure', async () => {
    const failed = await loads
      .counted(() => Promise.reject(new Error('away')))
      .catch((error: Error) => error);
    expect(failed).to.be.an('error');
    await counting({ a: 1 });
    clock.advance(1000);
    await loads.counted(() => Promise.reject(new Error('away'))).catch(() => undefined);
    await counting({ a: 2 });
    expect(loads.of(a).running).to.equal(2);
  });
});
