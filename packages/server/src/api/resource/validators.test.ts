import { expect } from 'chai';
import fc from 'fast-check';
import { quote } from './quote.ts';
import * as validators from './validators.ts';

type Case = readonly [validators.Validator, readonly unknown[], readonly unknown[]];

const CASES: Readonly<Record<string, Case>> = {
  uuid: [
    validators.uuid,
    ['0b7f4a2e-93a1-4c1c-8d0e-6b1f2a3c4d5e'],
    ['0B7F4A2E-93A1-4C1C-8D0E-6B1F2A3C4D5E', '0b7f4a2e93a14c1c8d0e6b1f2a3c4d5e', '', null, 7, 'x'],
  ],
  uuidOrNone: [validators.uuidOrNone, [null], ['', undefined]],
  ipAddress: [
    validators.ipAddress,
    ['10.0.0.1', '::1', '2001:db8::1', '2001:DB8::1'],
    ['1', '0x7f.1', '10.0.0', '10.0.0.01', ' 10.0.0.1', '10.0.0.1/8', 'fe80::1%eth0', '', null, 7],
  ],
  string: [
    validators.string(3),
    ['', 'abc', 'äöü', '\u{1f600}\u{1f600}\u{1f600}'],
    ['abcd', 'a\0', '\ud800', null, 7, []],
  ],
  range: [validators.range(1, 5), [1, 5], [0, 6, '3', null, Number.NaN]],
  oneOf: [validators.oneOf(['A', 'B']), ['A', 'B'], ['a', '', null, ['A']]],
  pattern: [validators.pattern('^/[a-z]*$', 5), ['/', '/abcd'], ['abc', '/a\n', '/abcde', null, 7]],
  uuidList: [
    validators.uuidList,
    [[], ['0b7f4a2e-93a1-4c1c-8d0e-6b1f2a3c4d5e']],
    [['x'], null, {}, Array.from({ length: 2 }, () => '0b7f4a2e-93a1-4c1c-8d0e-6b1f2a3c4d5e')],
  ],
};

describe('validators', () => {
  for (const [name, [validate, good, bad]] of Object.entries(CASES)) {
    it(`${name} takes what is right and says what is wrong`, () => {
      for (const value of good) expect(validate(value), quote(value)).to.equal(undefined);
      for (const value of bad) expect(validate(value), quote(value)).to.be.a('string').and.not.equal('');
    });
  }

  it('never throw, and never print much', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const [validate] of Object.values(CASES))
          expect((validate(value) ?? '').length).to.be.below(400);
      }),
    );
  });
});
