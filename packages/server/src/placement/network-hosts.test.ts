import { asAgentId, asDeviceId } from '@lbaas/common/domain';
import { expect } from 'chai';
import { type Recorded, type Wanted, planNetworkHosts } from './network-hosts.ts';

const NOTHING = { put: [], remove: [], devices: [] };

/** Device `d-x` on host `x`, whose tunnels end at `x`. */
const wanted = (host: string, changes: Partial<Wanted> = {}): Wanted => ({
  networkId: 'n',
  deviceId: asDeviceId(`d-${host}`),
  agentId: asAgentId(host),
  physicalNetwork: null,
  segmentationId: 7,
  tunnelIp: host,
  isHeld: true,
  ...changes,
});
const recorded = (host: string, changes: Partial<Recorded> = {}): Recorded => {
  const { isHeld: _, ...row } = wanted(host);
  return { ...row, mayBeThere: true, ...changes };
};

describe('planNetworkHosts', () => {
  it('has nothing to do when all is recorded', () => {
    expect(planNetworkHosts([], [])).to.deep.equal(NOTHING);
    expect(planNetworkHosts([wanted('a')], [recorded('a')])).to.deep.equal(NOTHING);
  });

  it('sends the first host of a network nothing more, and the others when one joins', () => {
    expect(planNetworkHosts([wanted('a')], [])).to.deep.include({ put: [wanted('a')], devices: [] });
    const joined = planNetworkHosts([wanted('a'), wanted('b')], [recorded('a')]);
    expect(joined).to.deep.include({ put: [wanted('b')], devices: ['d-a'] });
    const together = planNetworkHosts([wanted('a'), wanted('b')], []);
    expect(together.devices).to.deep.equal(['d-a', 'd-b']);
  });

  it('sends nobody anything for another device of a host', () => {
    const other = wanted('a', { deviceId: asDeviceId('other') });
    const { put, devices } = planNetworkHosts(
      [wanted('a'), other, wanted('b')],
      [recorded('a'), recorded('b')],
    );
    expect([put, devices]).to.deep.equal([[other], []]);
  });

  it('drops a host when that has confirmed that nothing is left, and not before', () => {
    const still = planNetworkHosts([wanted('a')], [recorded('a'), recorded('b')]);
    expect(still).to.deep.equal(NOTHING);
    const gone = recorded('b', { mayBeThere: false });
    expect(planNetworkHosts([wanted('a')], [recorded('a'), gone])).to.deep.equal({
      put: [],
      remove: [gone],
      devices: ['d-a'],
    });
  });

  it('keeps a host that is to take its device down, and sends it nothing', () => {
    const leaving = wanted('b', { isHeld: false });
    const plan = planNetworkHosts([wanted('a'), leaving, wanted('c')], [recorded('a'), recorded('b')]);
    expect(plan).to.deep.include({ put: [wanted('c')], remove: [], devices: ['d-a'] });
  });

  it('follows a tunnel address that changes', () => {
    const moved = wanted('b', { tunnelIp: 'b2' });
    const { put, devices } = planNetworkHosts([wanted('a'), moved], [recorded('a'), recorded('b')]);
    expect(put).to.deep.equal([moved]);
    expect(devices).to.include('d-a');
  });

  it('sends nothing for a vlan network', () => {
    const tagged = [wanted('a', { tunnelIp: null }), wanted('b', { tunnelIp: null })];
    expect(planNetworkHosts(tagged, [])).to.deep.equal({ put: tagged, remove: [], devices: [] });
  });
});
