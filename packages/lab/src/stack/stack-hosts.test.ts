import { expect } from 'chai';
import { ROUTED_NETWORKS } from '../fabric/address-plan.ts';
import { guardRules } from '../fabric/guard-rules.ts';
import { stackHosts } from './stack-hosts.ts';

describe('stackHosts', () => {
  it('has the web back ends and the client of a routed lab, and a second client', () => {
    const shown = stackHosts().map(({ name, ipv4, accepts }) => [name, ipv4, accepts]);
    expect(shown).to.deep.equal([
      ['web-1', '10.0.0.11', ROUTED_NETWORKS.lb.cidr],
      ['web-2', '10.0.0.12', ROUTED_NETWORKS.lb.cidr],
      ['client', '192.168.10.226', undefined],
      ['example', '192.168.10.227', undefined],
    ]);
  });

  it('closes the interface that a host has, whatever its name', () => {
    expect(guardRules('192.168.40.0/24', 'eth7')).to.match(
      /iifname "eth7" .* saddr != 192\.168\.40\.0\/24 drop\n/,
    );
  });
});
