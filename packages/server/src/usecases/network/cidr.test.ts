import { expect } from 'chai';
import fc from 'fast-check';
import { type Address, addressBits, formatAddress, parseAddress } from './address.ts';
import {
  type Cidr,
  cidrAround,
  contains,
  defaultGateway,
  formatCidr,
  hostRange,
  isHostAddress,
  overlap,
  parseCidr,
  prefixLengthOf,
  trustedCidr,
} from './cidr.ts';

const anyCidr: fc.Arbitrary<Cidr> = fc
  .constantFrom(4 as const, 6 as const)
  .chain((version) =>
    fc
      .tuple(
        fc.bigInt({ min: 0n, max: (1n << BigInt(addressBits(version))) - 1n }),
        fc.integer({ min: 0, max: addressBits(version) }),
      )
      .map(([value, prefixLength]) => cidrAround({ version, value }, prefixLength)),
  );

const address = (text: string): Address => {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

const gatewayOf = (text: string): string | undefined => {
  const gateway = defaultGateway(trustedCidr(text));
  return gateway === undefined ? undefined : formatAddress(gateway);
};

describe('parseCidr', () => {
  for (const text of [
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0/8',
    '::/129',
    '/8',
    '10.0.0.0/8/8',
  ]) {
    it(`refuses ${text}`, () => expect(parseCidr(text)).to.equal(undefined));
  }

  it('finds the network around an address with host bits', () => {
    expect(formatCidr(trustedCidr('10.1.2.3/8'))).to.equal('10.0.0.0/8');
    expect(formatCidr(trustedCidr('2001:DB8::1/64'))).to.equal('2001:db8::/64');
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(anyCidr, (cidr) => {
        expect(parseCidr(formatCidr(cidr))).to.deep.equal(cidr);
      }),
    );
  });

  it('gives the prefix length of a stored CIDR', () => expect(prefixLengthOf('10.0.0.0/28')).to.equal(28));
});

describe('containment', () => {
  it('ends at the borders', () => {
    const cidr = trustedCidr('10.0.1.0/24');
    const texts = ['10.0.0.255', '10.0.1.0', '10.0.1.255', '10.0.2.0', '::a00:100'];
    expect(texts.map((text) => contains(cidr, address(text)))).to.deep.equal([
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  it('overlaps exactly when one prefix contains the other', () => {
    fc.assert(
      fc.property(anyCidr, anyCidr, (a, b) => {
        const start = (cidr: Cidr): Address => ({ version: cidr.version, value: cidr.first });
        expect(overlap(a, b)).to.equal(contains(a, start(b)) || contains(b, start(a)));
      }),
    );
  });
});

describe('hostRange', () => {
  const hosts = (text: string): string[] => {
    const cidr = trustedCidr(text);
    const range = hostRange(cidr);
    return [range.first, range.last].map((value) => formatAddress({ version: cidr.version, value }));
  };

  it('leaves out network and broadcast in IPv4', () =>
    expect(hosts('10.0.0.0/24')).to.deep.equal(['10.0.0.1', '10.0.0.254']));
  it('leaves out the anycast address in IPv6', () =>
    expect(hosts('2001:db8::/64')).to.deep.equal(['2001:db8::1', '2001:db8::ffff:ffff:ffff:ffff']));
  it('uses both ends of a point-to-point prefix', () => {
    expect(hosts('10.0.0.0/31')).to.deep.equal(['10.0.0.0', '10.0.0.1']);
    expect(hosts('2001:db8::/127')).to.deep.equal(['2001:db8::', '2001:db8::1']);
  });
  it('is the address itself for a single one', () =>
    expect(hosts('10.0.0.7/32')).to.deep.equal(['10.0.0.7', '10.0.0.7']));

  it('stays inside the prefix, and holds the default gateway', () => {
    fc.assert(
      fc.property(anyCidr, (cidr) => {
        const gateway = defaultGateway(cidr);
        expect(gateway === undefined).to.equal(cidr.first === cidr.last);
        if (gateway !== undefined) expect(isHostAddress(cidr, gateway)).to.equal(true);
      }),
    );
  });
});

describe('defaultGateway', () => {
  it('is the first host address', () => {
    expect(gatewayOf('10.0.0.0/24')).to.equal('10.0.0.1');
    expect(gatewayOf('2001:db8::/64')).to.equal('2001:db8::1');
    expect(gatewayOf('10.0.0.0/31')).to.equal('10.0.0.0');
    expect(gatewayOf('10.0.0.7/32')).to.equal(undefined);
  });
});
