import { asAgentId } from '@lbaas/common/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { AgentWatch } from './agent-watch.ts';
import { type WatchedAgent, fencedAfterMs, planFailover } from './plan-failover.ts';

const ID = asAgentId('00000000-0000-4000-8000-00000000000a');
const SETTINGS = { agentDownAfterMs: 8000, maxShare: 0.5 };

const agent = (fields: Partial<WatchedAgent> = {}): WatchedAgent => ({
  id: ID,
  host: 'a',
  mark: '1',
  leaseS: 6,
  adminStateUp: true,
  holdsDevices: true,
  keepsAddresses: false,
  silentMs: 8000,
  isRecent: true,
  ...fields,
});
const other = agent({ id: asAgentId('00000000-0000-4000-8000-00000000000b'), host: 'b', silentMs: 0 });

describe('planFailover', () => {
  const dead = (fields: Partial<WatchedAgent>): readonly string[] =>
    planFailover([agent(fields), other], undefined, SETTINGS).dead.map(({ host }) => host);

  it('moves what has an agent whose lease has run out for certain', () => {
    expect(dead({})).to.deep.equal(['a']);
    expect(dead({ silentMs: 7999 })).to.deep.equal([]);
    expect(dead({ leaseS: 20, silentMs: 21_999 })).to.deep.equal([]);
    expect(dead({ leaseS: 20, silentMs: 22_000 })).to.deep.equal(['a']);
    expect(dead({ leaseS: 1, silentMs: 7999 })).to.deep.equal([]);
  });

  it('never moves what has an agent without a lease, a disabled one, or nothing to move', () => {
    expect(dead({ leaseS: null, silentMs: 1e9 })).to.deep.equal([]);
    expect(dead({ adminStateUp: false, silentMs: 1e9 })).to.deep.equal([]);
    expect(dead({ holdsDevices: false })).to.deep.equal([]);
  });

  it('lets go of what a disabled agent holds as soon as its lease has run out for certain', () => {
    const mute = (fields: Partial<WatchedAgent>): readonly string[] => {
      const disabled = agent({ adminStateUp: false, keepsAddresses: true, ...fields });
      return planFailover([disabled, other], undefined, SETTINGS).mute.map(({ host }) => host);
    };
    expect(mute({})).to.deep.equal(['a']);
    expect(mute({ silentMs: 7999 })).to.deep.equal([]);
    expect(mute({ leaseS: 20, silentMs: 21_999 })).to.deep.equal([]);
    expect(mute({ leaseS: null, silentMs: 1e9 })).to.deep.equal([]);
    expect(mute({ keepsAddresses: false })).to.deep.equal([]);
    expect(mute({ adminStateUp: true })).to.deep.equal([]);
    const braked = { alive: 2, agents: [ID, other.id], isLifted: false };
    const both = [agent({ adminStateUp: false, keepsAddresses: true }), { ...other, silentMs: 8000 }];
    expect(planFailover(both, braked, SETTINGS).mute).to.deep.equal([]);
  });

  it('is braked by agents that are only late', () => {
    const late = planFailover([agent(), { ...other, silentMs: 5000 }], undefined, SETTINGS);
    expect([late.brake.kind, late.dead]).to.deep.equal(['engage', []]);
    expect([...planFailover([agent(), other], undefined, SETTINGS).late]).to.deep.equal([ID]);
  });

  /** Where the lease, the interval and the time to look dead are as the settings allow, in milliseconds. */
  const world = fc.record({
    downMs: fc.integer({ min: 1000, max: 20_000 }),
    leaseShare: fc.double({ min: 0.05, max: 0.75, noNaN: true }),
    intervalShare: fc.double({ min: 0.05, max: 1, noNaN: true }),
    livesMs: fc.integer({ min: 0, max: 40_000 }),
    delays: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 20 }),
    looks: fc.array(
      fc.record({
        pauseMs: fc.integer({ min: 1, max: 6000 }),
        takesMs: fc.integer({ min: 0, max: 1500 }),
        seenAt: fc.double({ min: 0, max: 1, noNaN: true }),
        canHear: fc.boolean(),
        ageMs: fc.integer({ min: -1e7, max: 1e7 }),
      }),
      { minLength: 20, maxLength: 120 },
    ),
  });

  it('never moves anything before its host must have stopped answering', () => {
    let moves = 0;
    fc.assert(
      fc.property(world, ({ downMs, leaseShare, intervalShare, livesMs, delays, looks }) => {
        const leaseMs = downMs * leaseShare;
        const intervalMs = (downMs / 4) * intervalShare;
        const beats = Array.from({ length: Math.floor(livesMs / intervalMs) + 1 }, (_, n) => ({
          mark: String(n),
          recordedMs: n * intervalMs + (delays[n % delays.length] ?? 0),
        }));
        const watch = new AgentWatch(downMs / 2);
        let nowMs = 0;
        for (const { pauseMs, takesMs, seenAt, canHear, ageMs } of looks) {
          const askedAtMs = nowMs + pauseMs;
          const answeredAtMs = askedAtMs + takesMs;
          const readAtMs = askedAtMs + takesMs * seenAt;
          const newest = beats.findLast(({ recordedMs }) => recordedMs <= readAtMs);
          const agents = newest === undefined ? [] : [{ id: ID, mark: newest.mark, ageMs }];
          watch.look({ askedAtMs, answeredAtMs, canHear, agents });
          nowMs = answeredAtMs;
          const silence = watch.silenceOf(ID, askedAtMs);
          if (silence === undefined || watch.hearingMs < downMs) continue;
          const seen = agent({ ...silence, leaseS: leaseMs / 1000 });
          const settings = { agentDownAfterMs: downMs, maxShare: 0.5 };
          if (planFailover([seen, other], undefined, settings).dead.length === 0) continue;
          moves += 1;
          expect(readAtMs).to.be.at.least(livesMs + leaseMs - 1e-6);
        }
      }),
      { numRuns: 300 },
    );
    expect(moves, 'moves that were looked at').to.be.greaterThan(10);
  });

  it('never takes a host for fenced before it counts as down', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 3600, noNaN: true }),
        fc.integer({ min: 1000, max: 1e6 }),
        (leaseS, down) => {
          expect(fencedAfterMs(leaseS, down)).to.be.at.least(down);
          expect(fencedAfterMs(leaseS, down)).to.be.at.least(leaseS * 1000);
        },
      ),
    );
  });
});
