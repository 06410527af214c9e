import { expect } from 'chai';
import fc from 'fast-check';
import { METADATA_OF_CLOUDS, readForbiddenMembers } from '../../../config/forbidden-members.ts';
import { memberAddress } from './member-address.ts';

const check = memberAddress();
const inverted = (group: string): string => (0xffff ^ Number.parseInt(group, 16)).toString(16);

describe('memberAddress', () => {
  it('takes addresses of hosts', () => {
    for (const address of ['10.0.0.1', '192.168.1.1', '8.8.8.8', '2001:db8::1', 'fd00::1']) {
      expect(check(address), address).to.equal(undefined);
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
      expect(check(address), address).to.be.a('string');
    }
    for (const address of ['fe80::1', 'ff02::1', '::ffff:10.0.0.1', '::ffff:7f00:1']) {
      expect(check(address), address).to.be.a('string');
    }
  });

  it('refuses those of the networks that the operator keeps to itself, in any spelling', () => {
    const guarded = memberAddress(readForbiddenMembers(['10.20.0.0/16', '2001:db8::/32']));
    for (const address of ['10.20.0.1', '10.20.255.255', '2001:db8::1', '2001:0DB8:0::1']) {
      expect(guarded(address), address).to.match(/where no member may be$/);
    }
    for (const address of ['10.21.0.1', '10.2.0.1', '2001:db9::1']) {
      expect(guarded(address), address).to.equal(undefined);
    }
  });

  for (const [form, around] of [
    ['NAT64', (high: string, low: string) => `64:ff9b::${high}:${low}`],
    ['NAT64 of a site', (high: string, low: string) => `64:ff9b:1::${high}:${low}`],
    ['6to4', (high: string, low: string) => `2002:${high}:${low}::1`],
    ['SIIT', (high: string, low: string) => `::ffff:0:${high}:${low}`],
    ['Teredo', (high: string, low: string) => `2001::${inverted(high)}:${inverted(low)}`],
    ['IPv4-compatible', (high: string, low: string) => `::${high}:${low}`],
  ] as const) {
    it(`refuses behind ${form} what it refuses in front of it`, () => {
      const guarded = memberAddress(readForbiddenMembers(['10.20.0.0/16']));
      for (const [high, low] of [
        ['7f00', '1'],
        ['a9fe', '101'],
        ['e000', '1'],
        ['f000', '1'],
        ['ffff', 'ffff'],
        ['0', '7'],
        ['a14', '5'],
      ] as const) {
        expect(guarded(around(high, low)), around(high, low)).to.match(/stands for|no member can have it$/);
      }
      expect(guarded(around('a15', '5'))).to.equal(undefined);
    });
  }

  it('knows the shorter prefixes of a site', () => {
    const guarded = memberAddress(readForbiddenMembers(['10.20.0.0/16']));
    const forms = [
      (octets: readonly string[]) => `64:ff9b:1:${octets[0]}${octets[1]}:${octets[2]}:${octets[3]}00::`,
      (octets: readonly string[]) => `64:ff9b:1:ab${octets[0]}:${octets[1]}:${octets[2]}${octets[3]}::`,
      (octets: readonly string[]) => `64:ff9b:1:abcd:${octets[0]}:${octets[1]}${octets[2]}:${octets[3]}00:0`,
    ];
    for (const form of forms) {
      for (const refused of ['7f 00 00 01', 'a9 fe 01 01', 'e0 00 00 01', '0a 14 00 05']) {
        expect(guarded(form(refused.split(' '))), form(refused.split(' '))).to.match(/stands for/);
      }
      for (const taken of ['0a 15 00 05', '0a 7f 01 02', 'c0 a8 01 01']) {
        expect(guarded(form(taken.split(' '))), form(taken.split(' '))).to.equal(undefined);
      }
    }
  });

  it('refuses metadata services of clouds when the operator says nothing', () => {
    const guarded = memberAddress(readForbiddenMembers(METADATA_OF_CLOUDS));
    for (const address of [
      '168.63.129.16',
      '100.100.100.200',
      '192.0.0.192',
      'fd00:ec2::254',
      'fd20:ce::254',
    ]) {
      expect(guarded(address), address).to.match(/where no member may be$/);
    }
    expect(guarded('169.254.169.254')).to.match(/linkLocal/);
    for (const address of ['168.63.129.17', '100.100.100.1', '10.0.0.1', '192.0.2.1', 'fd00:ec2::1']) {
      expect(guarded(address), address).to.equal(undefined);
    }
  });

  it('refuses what is reserved for the future', () => {
    for (const address of ['240.0.0.1', '250.1.2.3', '255.255.255.254']) {
      expect(check(address), address).to.match(/is in 240\.0\.0\.0\/4, no member can have it$/);
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.anything()), (value) => {
        expect(['string', 'undefined']).to.include(typeof check(value));
      }),
    );
  });
});
