import { expect } from 'chai';
import { hostsOfRouters } from './hosts-of-routers.ts';
import { limitsFrom, shareOf } from './quota-values.ts';

describe('quotas', () => {
  it('are used in part', () => expect(shareOf(5, 20)).to.equal(0.25));
  it('are used up by a limit that was lowered below the use', () => expect(shareOf(5, 2)).to.equal(1));
  it('are used up when nothing may be', () => expect(shareOf(0, 0)).to.equal(1));
  it('have no share without a limit', () => expect(shareOf(5, -1)).to.equal(undefined));
  it('are sent as numbers, and what is none is left to the API', () =>
    expect(limitsFrom({ pool: ' 20 ', vip: '-1', port: 'many' })).to.deep.equal({
      pool: 20,
      vip: -1,
      port: 'many',
    }));
});

describe('hosts of routers', () => {
  it('come from their ports that a host shows', () => {
    const ports = [
      { device_id: 'r1', device_owner: 'network:router_interface', 'binding:host_id': 'node-1' },
      { device_id: 'r2', device_owner: 'network:router_gateway', 'binding:host_id': '' },
      { device_id: 'p1', device_owner: 'neutron:LOADBALANCER', 'binding:host_id': 'node-2' },
    ];
    expect([...hostsOfRouters(ports)]).to.deep.equal([['r1', 'node-1']]);
  });
});
