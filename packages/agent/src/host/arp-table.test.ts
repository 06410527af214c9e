import { expect } from 'chai';
import { arpTable, arpTableOf } from './arp-table.ts';

const TEXT = `IP address       HW type     Flags       HW address            Mask     Device
10.1.0.5         0x1         0x2         ca:62:ce:64:6f:09     *        vip0
10.1.0.9         0x1         0x0         00:00:00:00:00:00     *        vip0
10.2.0.1         0x1         0x6         02:00:00:00:00:01     *        eth1
10.1.0.7         0x1         0x2         02:00:00:00:00:02     *        vip0
`;

describe('the ARP table of the kernel', () => {
  it('is read by links, without those that have not answered', () => {
    expect([...arpTable(TEXT)]).to.deep.equal([
      [
        'vip0',
        [
          { address: '10.1.0.5', macAddress: 'ca:62:ce:64:6f:09' },
          { address: '10.1.0.7', macAddress: '02:00:00:00:00:02' },
        ],
      ],
      ['eth1', [{ address: '10.2.0.1', macAddress: '02:00:00:00:00:01' }]],
    ]);
  });

  it('is empty where there is no such process', () => {
    expect(arpTableOf(2 ** 30).size).to.equal(0);
  });
});
