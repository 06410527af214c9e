import { expect } from 'chai';
import fc from 'fast-check';
import { type Address, parseAddress } from './address.ts';
import {
  type AddressRange,
  checkPools,
  defaultPools,
  firstFree,
  inSomePool,
  toPools,
} from './allocation-pool.ts';
import { cidrAround, defaultGateway, hostRange, isHostAddress, trustedCidr } from './cidr.ts';

const poolsOf = (cidrText: string, gateway?: string): string[] => {
  const cidr = trustedCidr(cidrText);
  const ranges = defaultPools(cidr, gateway === undefined ? defaultGateway(cidr) : parseAddress(gateway));
  return toPools(cidr.version, ranges).map(({ start, end }) => `${start}-${end}`);
};

describe('defaultPools', () => {
  it('is everything but network, broadcast and gateway', () => {
    expect(poolsOf('10.0.0.0/24')).to.deep.equal(['10.0.0.2-10.0.0.254']);
    expect(poolsOf('10.0.0.0/24', '10.0.0.254')).to.deep.equal(['10.0.0.1-10.0.0.253']);
    expect(poolsOf('10.0.0.0/24', '10.0.0.9')).to.deep.equal(['10.0.0.1-10.0.0.8', '10.0.0.10-10.0.0.254']);
    expect(poolsOf('2001:db8::/126')).to.deep.equal(['2001:db8::2-2001:db8::3']);
  });

  it('copes with the smallest prefixes', () => {
    expect(poolsOf('10.0.0.0/30')).to.deep.equal(['10.0.0.2-10.0.0.2']);
    expect(poolsOf('10.0.0.0/31')).to.deep.equal(['10.0.0.1-10.0.0.1']);
    expect(poolsOf('10.0.0.7/32')).to.deep.equal(['10.0.0.7-10.0.0.7']);
    expect(poolsOf('10.0.0.7/32', '10.0.0.7')).to.deep.equal([]);
  });

  it('holds each host address but the gateway exactly once', () => {
    const small = fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 26, max: 32 }), fc.nat(63));
    fc.assert(
      fc.property(small, ([value, prefixLength, offset]) => {
        const cidr = cidrAround({ version: 4, value: BigInt(value) }, prefixLength);
        const gateway: Address = { version: 4, value: cidr.first + BigInt(offset) };
        const ranges = defaultPools(cidr, gateway);
        expect(checkPools(cidr, toPools(4, ranges))).to.deep.equal(ranges);
        for (let at = cidr.first; at <= cidr.last; at += 1n) {
          const address: Address = { version: 4, value: at };
          expect(inSomePool(ranges, address)).to.equal(isHostAddress(cidr, address) && at !== gateway.value);
        }
      }),
    );
  });
});

describe('checkPools', () => {
  const check = (...pools: [string, string][]): string => {
    const result = checkPools(
      trustedCidr('10.0.0.0/24'),
      pools.map(([start, end]) => ({ start, end })),
    );
    return Array.isArray(result)
      ? toPools(4, result)
          .map((p) => p.start)
          .join()
      : result.kind;
  };

  it('sorts what it accepts', () => {
    expect(check(['10.0.0.100', '10.0.0.200'], ['10.0.0.2', '10.0.0.9'])).to.equal('10.0.0.2,10.0.0.100');
  });
  it('refuses a reversed range', () => expect(check(['10.0.0.9', '10.0.0.8'])).to.equal('invalid'));
  it('refuses the other family', () => expect(check(['::1', '::2'])).to.equal('invalid'));
  it('refuses what is no address', () => expect(check(['10.0.0.x', '10.0.0.8'])).to.equal('invalid'));
  it('refuses the network address', () => expect(check(['10.0.0.0', '10.0.0.8'])).to.equal('out_of_bounds'));
  it('refuses the broadcast address', () =>
    expect(check(['10.0.0.9', '10.0.0.255'])).to.equal('out_of_bounds'));
  it('refuses another network', () => expect(check(['10.0.1.1', '10.0.1.2'])).to.equal('out_of_bounds'));
  it('refuses pools that share an address', () =>
    expect(check(['10.0.0.9', '10.0.0.20'], ['10.0.0.2', '10.0.0.9'])).to.equal('overlapping'));
  it('accepts neighbours', () =>
    expect(check(['10.0.0.10', '10.0.0.20'], ['10.0.0.2', '10.0.0.9'])).to.equal('10.0.0.2,10.0.0.10'));
});

describe('firstFree', () => {
  const hosts: AddressRange = hostRange(trustedCidr('10.0.0.0/29'));

  it('is the lowest address that nobody uses', () => {
    expect(firstFree([hosts], new Set())).to.equal(hosts.first);
    expect(firstFree([hosts], new Set([hosts.first, hosts.first + 2n]))).to.equal(hosts.first + 1n);
  });
  it('goes on in the next pool', () => {
    const pools = [
      { first: 1n, last: 2n },
      { first: 9n, last: 10n },
    ];
    expect(firstFree(pools, new Set([1n, 2n]))).to.equal(9n);
  });
  it('is nothing when all are used', () =>
    expect(firstFree([{ first: 1n, last: 1n }], new Set([1n]))).to.equal(undefined));
});
