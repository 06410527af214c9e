import { expect } from 'chai';
import { parsePhysicalNetworks } from './physical-networks.ts';

describe('parsePhysicalNetworks', () => {
  it('reads pairs', () => {
    expect([...parsePhysicalNetworks('physnet1:eth1, physnet2:br-ex')]).to.deep.equal([
      ['physnet1', 'eth1'],
      ['physnet2', 'br-ex'],
    ]);
    expect(parsePhysicalNetworks('').size).to.equal(0);
  });

  for (const text of ['physnet1', 'physnet1:', ':eth1', 'a:eth1,a:eth2', 'a:name-of-17-letters']) {
    it(`refuses ${text}`, () => expect(() => parsePhysicalNetworks(text)).to.throw(/physical networks/));
  }
});
