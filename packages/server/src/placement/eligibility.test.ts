import { asAgentId } from '@lbaas/common/domain';
import { expect } from 'chai';
import type { Candidate, Need } from './candidate.ts';
import { eligible, explainNoAgent, refusal } from './eligibility.ts';

const need: Need = {
  isIdle: false,
  driver: 'haproxy_ns',
  physicalNetworks: ['office', 'lb'],
  networkTypes: ['flat'],
};
const fit: Candidate = {
  agentId: asAgentId('a'),
  host: 'one',
  alive: true,
  receives: true,
  adminStateUp: true,
  cordoned: false,
  leftOut: false,
  deviceDrivers: ['haproxy_ns'],
  physicalNetworks: ['lb', 'office', 'other'],
  networkTypes: ['flat', 'local', 'vlan', 'vxlan'],
  carries: null,
  devices: 0,
  running: 0,
};

describe('eligibility', () => {
  it('names the first thing that rules an agent out', () => {
    expect(refusal(fit, need)).to.equal(undefined);
    expect(refusal({ ...fit, alive: false, adminStateUp: false }, need)).to.equal('not reporting');
    expect(refusal({ ...fit, adminStateUp: false }, need)).to.equal('administratively down');
    expect(refusal({ ...fit, cordoned: true }, need)).to.equal('cordoned');
    expect(refusal({ ...fit, deviceDrivers: ['other'] }, need)).to.equal('without driver haproxy_ns');
    expect(refusal({ ...fit, physicalNetworks: ['office'] }, need)).to.equal(
      'out of reach of physical network lb',
    );
  });

  it('gives no device to an agent that does not hear of it', () => {
    expect(explainNoAgent([{ ...fit, receives: false }], need)).to.equal(
      'no eligible agent among 1: 1 not receiving',
    );
  });

  it('gives a host no more devices than it can carry', () => {
    expect(refusal({ ...fit, carries: 3, running: 2, devices: 9 }, need)).to.equal(undefined);
    expect(refusal({ ...fit, carries: 3, running: 3 }, need)).to.equal('unable to carry more');
    expect(refusal({ ...fit, carries: 3, running: 3 }, { ...need, isIdle: true })).to.equal(undefined);
    expect(explainNoAgent([{ ...fit, carries: 0 }], need)).to.equal(
      'no eligible agent among 1: 1 unable to carry more',
    );
  });

  it('gives a device to hosts that can carry its networks, which older agents do not say', () => {
    const tunnelled = { ...need, networkTypes: ['flat', 'vxlan'] } satisfies Need;
    const tagged = { ...need, networkTypes: ['vlan'] } satisfies Need;
    expect([refusal(fit, tunnelled), refusal(fit, tagged)]).to.deep.equal([undefined, undefined]);
    const older = { ...fit, networkTypes: null };
    expect(refusal(older, need)).to.equal(undefined);
    expect(refusal(older, tunnelled)).to.equal('without a tunnel address');
    expect(refusal({ ...fit, networkTypes: ['flat'] }, tagged)).to.equal('unable to carry vlan networks');
  });

  it('keeps the agents that fit', () => {
    expect(eligible([fit, { ...fit, cordoned: true }], need)).to.deep.equal([fit]);
  });

  it('says in one sentence why there is none', () => {
    expect(explainNoAgent([], need)).to.equal('no agent has reported yet');
    const agents = [
      { ...fit, alive: false },
      { ...fit, cordoned: true },
      { ...fit, alive: false },
    ];
    expect(explainNoAgent(agents, need)).to.equal('no eligible agent among 3: 2 not reporting, 1 cordoned');
  });

  it('says the same whatever the hosts are called', () => {
    const agents = [
      { ...fit, cordoned: true },
      { ...fit, deviceDrivers: [] },
      { ...fit, alive: false },
    ];
    const reason = explainNoAgent(agents, need);
    expect(reason).to.match(/^no eligible agent among 3: 1 not reporting, 1 cordoned, 1 without driver/);
    expect(explainNoAgent(agents.toReversed(), need)).to.equal(reason);
  });
});
