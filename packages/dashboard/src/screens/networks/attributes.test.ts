import { expect } from 'chai';
import { createAttributes, portAttributes, subnetAttributes, updateAttributes } from './attributes.ts';

describe('attributes of networks from what was typed', () => {
  it('leave to the API what is empty', () =>
    expect(createAttributes({ name: '', mtu: '', shared: 'false', 'router:external': 'true' })).to.deep.equal(
      {
        name: '',
        shared: false,
        'router:external': true,
      },
    ));

  it('empty what was emptied', () =>
    expect(updateAttributes({ gateway_ip: '', dns_nameservers: '' })).to.deep.equal({
      gateway_ip: null,
      dns_nameservers: [],
    }));

  it('make a subnet of its CIDR, without a gateway if none is wanted', () =>
    expect(
      subnetAttributes({
        cidr: '2001:db8::/64',
        gateway_ip: 'none',
        allocation_pools: '2001:db8::10 - 2001:db8::20',
      }),
    ).to.deep.equal({
      cidr: '2001:db8::/64',
      gateway_ip: null,
      allocation_pools: [{ start: '2001:db8::10', end: '2001:db8::20' }],
      ip_version: 6,
    }));

  it('send what is no number as it is: the API refuses it in its words', () =>
    expect(createAttributes({ mtu: 'big' })).to.deep.equal({ mtu: 'big' }));

  it('give a port the address that was asked for', () => {
    expect(portAttributes({ network_id: 'n', ip_address: '10.0.0.9' })).to.deep.equal({
      network_id: 'n',
      fixed_ips: [{ ip_address: '10.0.0.9' }],
    });
    expect(portAttributes({ network_id: 'n', ip_address: ' ' })).to.deep.equal({ network_id: 'n' });
  });
});
