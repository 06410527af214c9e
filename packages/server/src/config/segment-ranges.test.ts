import { ConfigError } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { readSegmentRanges } from './segment-ranges.ts';

describe('readSegmentRanges', () => {
  const read = (vxlan: readonly string[], vlan: readonly string[] = []) =>
    readSegmentRanges({ vxlan_ranges: vxlan, vlan_ranges: vlan });

  it('reads ids, and the physical network of those of VLANs', () => {
    expect(read(['1:1000', '16777215:16777215'], ['physnet1:100:199', 'rack-2:4094:4094'])).to.deep.equal({
      vxlan: [
        { min: 1, max: 1000 },
        { min: 16_777_215, max: 16_777_215 },
      ],
      vlan: [
        { physicalNetwork: 'physnet1', min: 100, max: 199 },
        { physicalNetwork: 'rack-2', min: 4094, max: 4094 },
      ],
    });
    expect(read([])).to.deep.equal({ vxlan: [], vlan: [] });
  });

  it('names every range that no network can have an id of', () => {
    expect(() => read(['0:5', '9:8', '1:16777216'], ['physnet1:0:5', 'physnet1:4000:4095'])).to.throw(
      ConfigError,
      new RegExp(
        [
          'vxlan_ranges: 0:5 is not within 1:16777215',
          'vxlan_ranges: 9:8 is not within 1:16777215',
          'vxlan_ranges: 1:16777216 is not within 1:16777215',
          'vlan_ranges: physnet1:0:5 is not within 1:4094',
          'vlan_ranges: physnet1:4000:4095 is not within 1:4094',
        ].join('\n.*'),
      ),
    );
  });
});
