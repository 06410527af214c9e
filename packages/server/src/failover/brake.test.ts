import { type AgentId, asAgentId } from '@lbaas/common/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Brake, type BrakeVerdict, judgeBrake, mayVanish } from './brake.ts';

const id = (n: number): AgentId => asAgentId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** Of so many agents the first few are late. */
const world = (all: number, late: number) =>
  Array.from({ length: all }, (_, n) => ({ id: id(n), isLate: n < late, isRecent: true }));
const judge = (all: number, late: number, brake?: Brake): BrakeVerdict =>
  judgeBrake(world(all, late), brake, 0.5);
const engaged = (alive: number, silent: number, isLifted = false): Brake => ({
  alive,
  agents: Array.from({ length: silent }, (_, n) => id(n)),
  isLifted,
});

describe('the brake of the failover', () => {
  it('lets a half of the agents vanish, rounded up', () => {
    expect([1, 2, 3, 4, 5, 10, 11].map((alive) => mayVanish(alive, 0.5))).to.deep.equal([
      1, 1, 2, 2, 3, 5, 6,
    ]);
    expect(mayVanish(10, 0)).to.equal(1);
  });

  it('is engaged when more vanish at once', () => {
    const verdicts = [
      [2, 1],
      [2, 2],
      [3, 2],
      [3, 3],
      [4, 2],
      [4, 3],
    ].map(([all = 0, late = 0]) => judge(all, late).kind);
    expect(verdicts).to.deep.equal(['free', 'engage', 'free', 'engage', 'free', 'engage']);
  });

  it('does not count those that have been gone for a minute', () => {
    const gone = Array.from({ length: 9 }, (_, n) => ({ id: id(100 + n), isLate: true, isRecent: false }));
    expect(judgeBrake([...world(2, 1), ...gone], undefined, 0.5)).to.deep.equal({ kind: 'free' });
  });

  it('stays, also when those that engaged it have been gone for long', () => {
    const gone = world(4, 3).map((agent) => ({ ...agent, isRecent: !agent.isLate }));
    expect(judgeBrake(gone, engaged(4, 3), 0.5)).to.deep.equal({ kind: 'braked' });
  });

  it('takes in those that vanish meanwhile, and ends when enough are back', () => {
    expect(judge(5, 5, engaged(5, 4))).to.deep.equal({
      kind: 'engage',
      alive: 5,
      agents: [0, 1, 2, 3, 4].map(id),
    });
    expect(judge(5, 4, engaged(5, 4)).kind).to.equal('braked');
    expect(judge(5, 3, engaged(5, 4)).kind).to.equal('release');
  });

  it('does not count its agents once it is lifted, until they are back', () => {
    expect(judge(4, 3, engaged(4, 3, true)).kind).to.equal('free');
    expect(judge(4, 0, engaged(4, 3, true)).kind).to.equal('release');
    const others = world(8, 3).map((agent, n) => ({ ...agent, isLate: agent.isLate || n > 4 }));
    expect(judgeBrake(others, engaged(8, 3, true), 0.5).kind).to.equal('free');
    const more = world(8, 7);
    expect(judgeBrake(more, engaged(8, 3, true), 0.5)).to.include({ kind: 'engage', alive: 5 });
  });

  it('never lets more than the share go while it is not lifted', () => {
    const agents = fc.array(fc.record({ isLate: fc.boolean(), isRecent: fc.constant(true) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(agents, fc.double({ min: 0, max: 1, noNaN: true }), (flags, share) => {
        const heard = flags.map((flag, n) => ({ ...flag, id: id(n) }));
        const late = heard.filter(({ isLate }) => isLate).length;
        const verdict = judgeBrake(heard, undefined, share);
        expect(verdict.kind === 'free').to.equal(late <= mayVanish(heard.length, share));
      }),
    );
  });
});
