import type { FixedIp, DevicePort } from '@lbaas/common/contract';
import { expect } from 'chai';
import { device } from '../testing/device-builder.ts';
import { desiredPort } from './desired-port.ts';

const fixedIp = (changes: Partial<FixedIp> = {}): FixedIp => ({
  ip_address: '10.0.0.5',
  prefix_length: 24,
  gateway_ip: '10.0.0.1',
  host_routes: [],
  ...changes,
});

function vipPort(changes: Parameters<typeof device>[0] = {}): DevicePort {
  const port = device(changes).snapshot.vip_port;
  if (port === null) throw new Error('the sample has a port');
  return port;
}

function routesOf(...ips: FixedIp[]): string[] {
  const { routes } = desiredPort({ ...vipPort(), fixed_ips: ips }, 'vip0');
  return routes.map(({ destination, via, onlink }) => `${destination} ${via}${onlink ? ' onlink' : ''}`);
}

describe('desiredPort', () => {
  it('spells addresses as the kernel does', () => {
    const port = desiredPort(vipPort({ addresses: ['10.0.0.5', '2001:DB8::0005'] }), 'vip0');
    expect(port.addresses).to.deep.equal(['10.0.0.5/24', '2001:db8::5/64']);
  });

  it('leads to everywhere through the gateway of each family', () => {
    const ipv6 = fixedIp({ ip_address: '2001:db8::5', prefix_length: 64, gateway_ip: '2001:db8::1' });
    expect(routesOf(fixedIp(), ipv6)).to.deep.equal(['0.0.0.0/0 10.0.0.1', '::/0 2001:db8::1']);
  });

  it('takes a host route to everywhere where there is no gateway, and only there', () => {
    const route = { destination: '0.0.0.0/0', nexthop: '10.0.0.9' };
    expect(routesOf(fixedIp({ gateway_ip: null, host_routes: [route] }))).to.deep.equal([
      '0.0.0.0/0 10.0.0.9',
    ]);
    expect(routesOf(fixedIp({ host_routes: [route] }))).to.deep.equal(['0.0.0.0/0 10.0.0.1']);
  });

  it('says which next hops are in no subnet of the port', () => {
    expect(routesOf(fixedIp({ gateway_ip: '192.0.2.1' }))).to.deep.equal(['0.0.0.0/0 192.0.2.1 onlink']);
    const linkLocal = fixedIp({ ip_address: '2001:db8::5', prefix_length: 64, gateway_ip: 'fe80::1' });
    expect(routesOf(linkLocal)).to.deep.equal(['::/0 fe80::1']);
  });

  it('leaves out routes back to itself and clears host bits of the others', () => {
    const host_routes = [
      { destination: '10.9.1.2/16', nexthop: '10.0.0.2' },
      { destination: '10.8.0.0/16', nexthop: '10.0.0.5' },
    ];
    expect(routesOf(fixedIp({ gateway_ip: null, host_routes }))).to.deep.equal(['10.9.0.0/16 10.0.0.2']);
  });
});
