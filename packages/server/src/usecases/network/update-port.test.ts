import { expect } from 'chai';
import fc from 'fast-check';
import type { FixedIpRequest } from './assign-fixed-ips.ts';
import { matchFixedIps } from './update-port.ts';

const fixedIp = fc.record({
  subnetId: fc.constantFrom('a', 'b'),
  ipAddress: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', '2001:db8::1'),
});
const current = fc.uniqueArray(fixedIp, { selector: ({ ipAddress }) => ipAddress });
const request: fc.Arbitrary<FixedIpRequest> = fc.oneof(
  fixedIp,
  fixedIp.map(({ ipAddress }) => ({ ipAddress })),
  fixedIp.map(({ subnetId }) => ({ subnetId })),
);

describe('matchFixedIps', () => {
  it('keeps everything that is wanted again', () => {
    fc.assert(
      fc.property(current, (ips) => {
        expect(matchFixedIps(ips, ips)).to.deep.equal({ kept: ips, missing: [] });
      }),
    );
  });

  it('answers every request once, with a different address each', () => {
    fc.assert(
      fc.property(current, fc.array(request, { maxLength: 5 }), (ips, wanted) => {
        const { kept, missing } = matchFixedIps(ips, wanted);
        expect(kept.length + missing.length).to.equal(wanted.length);
        expect(new Set(kept).size).to.equal(kept.length);
        expect(ips).to.include.members([...kept]);
      }),
    );
  });

  it('lets named addresses choose before unnamed ones', () => {
    const ips = [{ subnetId: 'a', ipAddress: '10.0.0.1' }];
    const wanted = [{ subnetId: 'a' }, { ipAddress: '10.0.0.1' }];
    expect(matchFixedIps(ips, wanted)).to.deep.equal({ kept: ips, missing: [{ subnetId: 'a' }] });
  });

  it('knows an address in any spelling', () => {
    const ips = [{ subnetId: 'a', ipAddress: '2001:db8::1' }];
    expect(matchFixedIps(ips, [{ ipAddress: '2001:0DB8::0001' }])).to.deep.equal({ kept: ips, missing: [] });
  });
});
