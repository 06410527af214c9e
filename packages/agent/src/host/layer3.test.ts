import { expect } from 'chai';
import { moveLayer3, parseLayer3 } from './layer3.ts';

const address = (info: object): object => ({ ifindex: 2, ifname: 'eth1', addr_info: [info] });
const ipv4 = { family: 'inet', local: '10.0.0.2', prefixlen: 24, broadcast: '10.0.0.255', scope: 'global' };
const ipv6 = { family: 'inet6', local: '2001:db8::2', prefixlen: 64, scope: 'global' };

describe('layer 3 of an uplink', () => {
  it('is its addresses and the routes that somebody has set', () => {
    const layer3 = parseLayer3('eth1', [
      address(ipv4),
      address(ipv6),
      address({ ...ipv6, local: 'fe80::1', scope: 'link' }),
      { dst: '10.0.0.0/24', protocol: 'kernel', scope: 'link', prefsrc: '10.0.0.2', flags: [] },
      { dst: 'default', gateway: '10.0.0.1', protocol: 'boot', metric: 50, flags: ['onlink'] },
      { type: 'unicast', dst: 'default', gateway: '2001:db8::1', protocol: 'static', table: '77', flags: [] },
      { dst: 'default', gateway: 'fe80::9', protocol: 'ra', flags: [] },
    ]);
    expect(layer3).to.deep.equal({
      addresses: ['10.0.0.2/24 broadcast 10.0.0.255', '2001:db8::2/64'],
      routes: [
        '0.0.0.0/0 via 10.0.0.1 proto boot metric 50 onlink',
        'unicast ::/0 via 2001:db8::1 proto static table 77',
      ],
    });
  });

  it('leaves what router advertisements give to the next one', () => {
    const slaac = address({ ...ipv6, dynamic: true, mngtmpaddr: true });
    const temporary = address({ ...ipv6, dynamic: true, temporary: true });
    expect(parseLayer3('eth1', [slaac, temporary]).addresses).to.deep.equal([]);
  });

  it('cannot be moved with a lease or with several next hops', () => {
    expect(() => parseLayer3('eth1', [address({ ...ipv4, dynamic: true })])).to.throw(
      /leased address 10.0.0.2/,
    );
    const multipath = { dst: '10.9.0.0/16', nexthops: [], flags: [] };
    expect(() => parseLayer3('eth1', [multipath])).to.throw(/multipath route to 10.9.0.0/);
  });

  it('moves additions first, so that no address is ever gone', () => {
    const layer3 = { addresses: ['10.0.0.2/24', '2001:db8::2/64'], routes: ['0.0.0.0/0 via 10.0.0.1'] };
    expect(moveLayer3('eth1', 'brq1', layer3)).to.deep.equal([
      'addr add 10.0.0.2/24 dev brq1',
      'addr add 2001:db8::2/64 dev brq1 nodad',
      'addr del 10.0.0.2/24 dev eth1',
      'addr del 2001:db8::2/64 dev eth1',
      'route replace 0.0.0.0/0 via 10.0.0.1 dev brq1',
    ]);
  });
});
