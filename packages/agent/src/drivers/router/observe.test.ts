import { expect } from 'chai';
import { fingerprintOfRouter, observedRouter } from './observe.ts';

type Pair = readonly [string, string];

const turned = ([floating, fixed]: Pair): Pair => [fixed, floating];

/** Whether a router with these elements is intact; its rules are as they were made. */
function isIntact(there: readonly Pair[], back: readonly Pair[], counted: readonly string[]): boolean {
  const table = { family: 'inet', table: 'lbaas' };
  const counter = { packets: 1, bytes: 2 };
  const entries = [
    { map: { ...table, name: 'dnat4', elem: there } },
    { map: { ...table, name: 'snat4', elem: back } },
    { set: { ...table, name: 'floating4', elem: counted.map((val) => ({ elem: { val, counter } })) } },
    { chain: { ...table, name: 'forward' } },
  ];
  const listing = { chain: { ...table, name: `listing_${fingerprintOfRouter(entries)}` } };
  const printed = [JSON.stringify({ nftables: [...entries, listing] })];
  const observed = observedRouter({ printed, errors: '', forwarding: ['1'], insider: 7 });
  return observed.running && observed.intact;
}

describe('what is seen of a router', () => {
  const A: Pair = ['192.0.2.1', '10.0.0.1'];
  const B: Pair = ['192.0.2.2', '10.0.0.2'];

  it('is intact when each floating IP leads there and back, and is counted', () => {
    expect(isIntact([], [], [])).to.equal(true);
    expect(isIntact([A, B], [turned(B), turned(A)], [B[0], A[0]])).to.equal(true);
  });

  for (const [what, there, back, counted] of [
    ['a way there without a way back', [A, B], [turned(A)], [A[0], B[0]]],
    ['a way back without a way there', [A], [turned(A), turned(B)], [A[0]]],
    ['the way back of another', [A], [turned(B)], [A[0]]],
    ['one that is not counted', [A, B], [turned(A), turned(B)], [A[0]]],
    ['another one counted in its place', [A], [turned(A)], [B[0]]],
  ] as const) {
    it(`is not intact with ${what}`, () => expect(isIntact(there, back, counted)).to.equal(false));
  }
});
