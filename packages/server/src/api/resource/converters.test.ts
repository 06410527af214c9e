import { expect } from 'chai';
import fc from 'fast-check';
import { ApiError } from '../../usecases/errors.ts';
import { noneToEmptyDict, toBoolean, toInt, toList } from './converters.ts';

const refused = (work: () => unknown): void => {
  expect(work).to.throw(ApiError).with.property('code', 'InvalidInput');
};

describe('toInt', () => {
  it('takes what Neutron takes', () => {
    for (const [value, expected] of [
      [7, 7],
      ['7', 7],
      [' +7 ', 7],
      ['-7', -7],
      ['007', 7],
      [7.9, 7],
      [-0.5, 0],
      [true, 1],
      [false, 0],
    ] as const) {
      expect(Object.is(toInt(value), expected), String(value)).to.equal(true);
    }
  });

  it('refuses the rest', () => {
    for (const value of [
      '',
      ' ',
      'x',
      '7.5',
      '1e3',
      '0x1',
      '7 7',
      null,
      undefined,
      [],
      [7],
      {},
      Number.NaN,
    ]) {
      refused(() => toInt(value));
    }
    refused(() => toInt(Number.POSITIVE_INFINITY));
    refused(() => toInt('9'.repeat(40)));
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => toInt(String(value)) === value && toInt(value) === value),
    );
  });
});

describe('toBoolean', () => {
  it('takes true, false, 1 and 0, as strings in any case', () => {
    for (const value of [true, 1, '1', 'true', 'True', 'TRUE']) expect(toBoolean(value)).to.equal(true);
    for (const value of [false, 0, '0', 'false', 'False']) expect(toBoolean(value)).to.equal(false);
  });

  it('refuses the rest', () => {
    for (const value of ['yes', '', ' true', 2, -1, null, undefined, [], {}]) refused(() => toBoolean(value));
  });
});

describe('toList and noneToEmptyDict', () => {
  it('fill in what is missing', () => {
    expect([toList(null), toList('x'), toList(['x'])]).to.deep.equal([[], ['x'], ['x']]);
    expect([noneToEmptyDict(null), noneToEmptyDict({ a: 1 })]).to.deep.equal([{}, { a: 1 }]);
  });
});
