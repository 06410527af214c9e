import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalAddress, canonicalCidr, familyOf, ipv6Hex, ipv6OfHex } from './ip-text.ts';

describe('ip-text', () => {
  for (const [given, wanted] of [
    ['10.0.0.1', '10.0.0.1'],
    ['2001:DB8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
    ['::FFFF:10.0.0.1', '::ffff:10.0.0.1'],
  ] as const) {
    it(`spells ${given} as the kernel does`, () => expect(canonicalAddress(given)).to.equal(wanted));
  }

  for (const [given, wanted] of [
    ['10.1.2.3/16', '10.1.0.0/16'],
    ['10.1.2.3/32', '10.1.2.3/32'],
    ['10.1.2.255/25', '10.1.2.128/25'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8:1:2:3::9/64', '2001:db8:1:2::/64'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['2001:db8::1/128', '2001:db8::1/128'],
    ['::ffff:10.1.2.3/112', '::ffff:10.1.0.0/112'],
    ['::/0', '::/0'],
  ] as const) {
    it(`clears the host bits of ${given}`, () => expect(canonicalCidr(given)).to.equal(wanted));
  }

  it('clears host bits only once, whatever the address', () => {
    const cidr = fc
      .oneof(fc.ipV4(), fc.ipV6())
      .chain((ip) => fc.nat(familyOf(ip) === 'ipv4' ? 32 : 128).map((length) => `${ip}/${length}`));
    fc.assert(fc.property(cidr, (text) => canonicalCidr(canonicalCidr(text)) === canonicalCidr(text)));
  });

  it('reads the number of an IPv6 address', () => {
    fc.assert(fc.property(fc.ipV6(), (ip) => ipv6OfHex(ipv6Hex(ip)) === canonicalAddress(ip)));
  });

  it('refuses what is no address', () => {
    expect(() => canonicalAddress('10.0.0.256')).to.throw();
    expect(() => canonicalAddress('::g')).to.throw();
  });
});
