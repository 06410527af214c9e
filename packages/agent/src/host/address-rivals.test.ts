import { expect } from 'chai';
import { linksOfRivals, rivalsIn } from './address-rivals.ts';
import { somePort } from './testing/ports.ts';

const port = somePort({ portId: '0a1b2c3d-4e5f-4000-8000-000000000001', addresses: ['2001:db8:1::5/64'] });
const ports = new Map([['qlbaas-1', [port]]]);
const TAP = 'tap0a1b2c3d-4e';
const other = { link: 'eth1', address: '2001:db8:1::5', macAddress: '02:00:00:00:00:07' };
const links = (masters: Readonly<Record<string, string>>) =>
  new Map(Object.entries(masters).map(([name, master]) => [name, { master }]));

describe('rivals of addresses', () => {
  it('are other hosts that have advertised one on the network of its port', () => {
    expect(linksOfRivals([other], ports)).to.deep.equal(['eth1', TAP]);
    expect(rivalsIn([other], ports, links({ eth1: 'brq1', [TAP]: 'brq1' }))).to.deep.equal([
      { namespace: 'qlbaas-1', address: other.address, macAddress: other.macAddress },
    ]);
  });

  it('are neither hosts of another network, nor the port itself on another host, nor whoever has other addresses', () => {
    expect(rivalsIn([other], ports, links({ eth1: 'brq2', [TAP]: 'brq1' }))).to.deep.equal([]);
    expect(rivalsIn([other], ports, links({ [TAP]: 'brq1' }))).to.deep.equal([]);
    expect(linksOfRivals([{ ...other, macAddress: port.macAddress }], ports)).to.deep.equal([]);
    expect(linksOfRivals([{ ...other, address: '2001:db8:1::6' }], ports)).to.deep.equal([]);
  });
});
