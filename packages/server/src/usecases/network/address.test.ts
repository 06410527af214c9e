import { isIP } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { addressBits, canonicalAddress, formatAddress, isLinkLocal, parseAddress } from './address.ts';

const anyAddress = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ version: 4 as const, value })),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => ({ version: 6 as const, value })),
);

describe('parseAddress', () => {
  for (const text of ['010.1.1.1', '1.2.3', '0x7f.0.0.1', '1', '256.1.1.1', '1.2.3.4 ', '1.2.3.4\n', '']) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseAddress(text)).to.equal(undefined));
  }

  for (const text of ['fe80::1%eth0', '1::2::3', ':::', '::ffff:010.1.1.1', '1:2:3:4:5:6:7:8:9', '::g']) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseAddress(text)).to.equal(undefined));
  }

  it('reads an embedded IPv4 address where it stands', () => {
    expect(parseAddress('::1.2.3.4')).to.deep.equal({ version: 6, value: 0x01020304n });
    expect(parseAddress('::ffff:1.2.3.4')).to.deep.equal({ version: 6, value: 0xffff01020304n });
  });

  it('agrees with the platform on which texts are addresses', () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{2,20}$/));
    fc.assert(fc.property(text, (value) => (parseAddress(value)?.version ?? 0) === isIP(value)));
  });
});

describe('formatAddress', () => {
  it('compresses and lowers IPv6', () => {
    expect(canonicalAddress('2001:0DB8:0:0:0:0:0:01')).to.equal('2001:db8::1');
    expect(canonicalAddress('1:0:0:2:0:0:0:3')).to.equal('1:0:0:2::3');
  });

  it('is read back as the same address', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        expect(parseAddress(formatAddress(address))).to.deep.equal(address);
      }),
    );
  });

  it('gives every spelling of an address the same text', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => canonicalAddress(text) === canonicalAddress(text.toUpperCase())),
    );
  });
});

describe('isLinkLocal', () => {
  it('is fe80::/10', () => {
    const linkLocal = (text: string): boolean => isLinkLocal(parseAddress(text) ?? { version: 4, value: 0n });
    expect(['fe80::1', 'febf::1', 'fec0::1', 'fe7f::1', '169.254.0.1'].map(linkLocal)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('addressBits', () => {
  it('is 32 or 128', () => expect([addressBits(4), addressBits(6)]).to.deep.equal([32, 128]));
});
