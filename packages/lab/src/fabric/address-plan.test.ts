import { expect } from 'chai';
import { physicalNetworksOf, planHosts } from './address-plan.ts';
import { fabricScript, switchPort } from './fabric-script.ts';

describe('planHosts', () => {
  it('gives every host its place', () => {
    expect(planHosts({ agents: 1, webs: 1 })).to.deep.equal([
      { name: 'control', kind: 'control', management: '10.255.0.1', networks: [] },
      { name: 'agent-1', kind: 'agent', management: '10.255.0.11', networks: ['data'] },
      { name: 'web-1', kind: 'member', networks: ['data'], ipv4: '10.0.0.11', ipv6: 'fd00:10::11' },
      { name: 'client', kind: 'client', networks: ['data'], ipv4: '10.0.0.2', ipv6: 'fd00:10::2' },
    ]);
  });

  it('has a network each for the office, balancers and servers, which only agents share', () => {
    const hosts = planHosts({ agents: 1, webs: 1, networks: 'routed' });
    expect(hosts.map(({ name, networks, ipv4 }) => [name, networks, ipv4])).to.deep.equal([
      ['control', [], undefined],
      ['agent-1', ['office', 'lb', 'servers'], undefined],
      ['web-1', ['servers'], '10.0.0.11'],
      ['client', ['office'], '192.168.10.226'],
    ]);
    expect(physicalNetworksOf('routed')).to.equal('office:eth0,lb:eth1,servers:eth2');
    expect(physicalNetworksOf('tunnelled')).to.equal('office:eth0,servers:eth1');
    expect(physicalNetworksOf('flat')).to.equal('physnet1:eth0');
  });

  it('keeps clear of the addresses of VIPs', () => {
    const last = planHosts({ agents: 0, webs: 80 }).at(-2);
    expect(last?.ipv4).to.equal('10.0.0.90');
    expect(() => planHosts({ agents: 81, webs: 0 })).to.throw('0 to 80');
  });
});

describe('fabricScript', () => {
  it('cables a host to the networks that it is on', () => {
    const [control] = planHosts({ agents: 0, webs: 0 });
    const script = fabricScript('lb0000', control === undefined ? [] : [control]);
    expect(script).to.include('link add m.control type veth peer name mgmt0 netns lb0000-control\n');
    expect(script).to.not.include('d.control');
  });

  it('names switch ports within what the kernel takes', () => {
    expect(switchPort('agent-80', 'mgmt').length).to.be.at.most(15);
  });
});
