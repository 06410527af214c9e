import { expect } from 'chai';
import { planHosts } from './address-plan.ts';
import { fabricScript, switchPort } from './fabric-script.ts';

describe('planHosts', () => {
  it('gives every host its place', () => {
    expect(planHosts({ agents: 1, webs: 1 })).to.deep.equal([
      { name: 'control', kind: 'control', management: '10.255.0.1', data: false },
      { name: 'agent-1', kind: 'agent', management: '10.255.0.11', data: true },
      { name: 'web-1', kind: 'member', data: true, ipv4: '10.0.0.11', ipv6: 'fd00:10::11' },
      { name: 'client', kind: 'client', data: true, ipv4: '10.0.0.2', ipv6: 'fd00:10::2' },
    ]);
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
