import { createLogger } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { tapOf } from '../names.ts';
import type { PortPlan } from '../port.ts';
import { somePort } from '../testing/ports.ts';
import { SilentPorts, type SilenceRules } from './silent-ports.ts';

const IMPEDIMENT = 'interface eth1 of physical network physnet1 has no carrier';

describe('SilentPorts', () => {
  const port = somePort({ routes: [] });
  const tap = tapOf(port.portId);
  const plans: PortPlan[] = [{ port, steps: [{ kind: 'port.resume', reason: 'silent' }] }];
  let nowMs: number;
  let rules: SilenceRules;
  let held: number | undefined;
  let silences: Map<string, string>;
  let ports: SilentPorts;

  beforeEach(() => {
    nowMs = 100_000;
    held = 10;
    rules = { mayResume: true, verdict: 1, lists: 1, isCutOff: true };
    silences = new Map();
    ports = new SilentPorts({
      lease: {
        get seconds() {
          return held;
        },
        silenceOf: (of) => silences.get(of),
        silence: async (taps, words) => taps.forEach((each) => silences.set(each, words)),
        speak: async (taps) => taps.forEach((each) => silences.delete(each)),
        cover: async () => undefined,
        release: async () => undefined,
        check: async () => undefined,
      },
      get rules() {
        return rules;
      },
      // Nobody can be asked: there is no bridge.
      bridgeOf: async () => undefined,
      asker: { whoAnswers: async () => undefined },
      uplinkOf: () => 'eth1',
      earshot: {
        listen: async () => undefined,
        isQuiet: () => false,
        isDeaf: () => false,
        asks: () => undefined,
        hasAsked: () => undefined,
      },
      probeMs: 0,
      clock: { monotonicMs: () => nowMs },
      logger: createLogger({ name: 'host', level: 'silent' }),
    });
  });

  const cut = (): Promise<void> => ports.seen([port], () => IMPEDIMENT);
  const joined = (): Promise<void> => ports.seen([port], () => undefined);
  /** In words, why the port stays silent; empty when it speaks. */
  const resumed = (): Promise<string> =>
    ports.resume(plans, rules.verdict).then(
      () => '',
      (error: unknown) => String(error),
    );

  it('fall silent without a wire while no server is heard, and stay so until it is back', async () => {
    await cut();
    expect(silences.get(tap)).to.include(IMPEDIMENT).and.include('no server is heard');
    expect(await resumed()).to.include(IMPEDIMENT);
    expect(silences.has(tap)).to.equal(true);
  });

  it('go on without a wire while a server is heard, and without a lease', async () => {
    rules = { ...rules, isCutOff: false };
    await cut();
    expect(silences.has(tap)).to.equal(false);
    rules = { ...rules, isCutOff: true };
    held = undefined;
    await cut();
    expect(silences.has(tap)).to.equal(false);
  });

  it('fall silent without a wire when the servers are heard no more later', async () => {
    rules = { ...rules, isCutOff: false };
    await cut();
    rules = { ...rules, isCutOff: true };
    expect(await ports.letGoIfDeaf([port])).to.equal(true);
    expect(silences.has(tap)).to.equal(true);
  });

  it('speak at once after a cut that nobody else can have taken for their end', async () => {
    await cut();
    nowMs += 3_000;
    await joined();
    expect(await resumed()).to.equal('');
  });

  it('wait after a longer one until nobody has answered for 6 s', async () => {
    await cut();
    nowMs += 5_000;
    await joined();
    expect(await resumed()).to.include('for a moment only');
    nowMs += 5_000;
    expect(await resumed()).to.include('for a moment only');
    nowMs += 1_000;
    expect(await resumed()).to.equal('');
  });

  it('wait after a lapse too, and not for that where a server is heard', async () => {
    silences.set(tap, 'silent since the lease has lapsed');
    expect(await resumed()).to.include('for a moment only');
    rules = { ...rules, isCutOff: false };
    expect(await resumed()).to.equal('');
  });

  it('take a cut of a port that was silent before for no short one', async () => {
    silences.set(tap, 'silent since the lease has lapsed');
    await cut();
    nowMs += 1_000;
    await joined();
    expect(await resumed()).to.include('for a moment only');
  });
});
