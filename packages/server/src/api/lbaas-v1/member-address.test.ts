import { expect } from 'chai';
import fc from 'fast-check';
import { memberAddress } from './member-address.ts';

describe('memberAddress', () => {
  it('takes addresses of hosts', () => {
    for (const address of ['10.0.0.1', '192.168.1.1', '8.8.8.8', '2001:db8::1', 'fd00::1']) {
      expect(memberAddress(address), address).to.equal(undefined);
    }
  });

  it('refuses those that no other host can have', () => {
    for (const address of [
      '0.0.0.0',
      '127.0.0.1',
      '169.254.1.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
    ]) {
      expect(memberAddress(address), address).to.be.a('string');
    }
    for (const address of ['fe80::1', 'ff02::1', '::ffff:10.0.0.1', '::ffff:7f00:1']) {
      expect(memberAddress(address), address).to.be.a('string');
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.anything()), (value) => {
        expect(['string', 'undefined']).to.include(typeof memberAddress(value));
      }),
    );
  });
});
