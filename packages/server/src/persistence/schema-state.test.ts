import { expect } from 'chai';
import { stateOfSchema } from './schema-state.ts';

const KNOWN = ['First1700000000001', 'Second1700000000002'];
const ADDS = 'Third1700000000003';
const takesAway = (major: number, minor: number): string => `Fourth_Needs_${major}_${minor}_1700000000004`;

describe('the state of a schema', () => {
  for (const [what, applied, state] of [
    ['the same', KNOWN, { kind: 'current' }],
    ['empty', [], { kind: 'pending', pending: KNOWN }],
    ['older', KNOWN.slice(0, 1), { kind: 'pending', pending: KNOWN.slice(1) }],
    ['newer, with additions', [...KNOWN, ADDS], { kind: 'newer', unknown: [ADDS] }],
    [
      'newer, without what this program does not use',
      [...KNOWN, takesAway(0, 9)],
      { kind: 'newer', unknown: [takesAway(0, 9)] },
    ],
    [
      'newer, without what it uses',
      [...KNOWN, takesAway(0, 11), ADDS, takesAway(0, 10)],
      { kind: 'too-new', needs: '0.11' },
    ],
    ['of the next major version', [...KNOWN, takesAway(1, 0)], { kind: 'too-new', needs: '1.0' }],
    ['too new, and without a step of this program', [takesAway(1, 0)], { kind: 'too-new', needs: '1.0' }],
  ] as const) {
    it(`that is ${what}: ${state.kind}`, () => {
      expect(stateOfSchema({ applied, known: KNOWN }, '0.9.3')).to.deep.equal(state);
    });
  }

  it('does not count a step of this program itself', () => {
    const known = [...KNOWN, takesAway(0, 10)];
    expect(stateOfSchema({ applied: known, known }, '0.9.0')).to.deep.equal({ kind: 'current' });
  });
});
