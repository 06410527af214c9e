import { asAgentId } from '@lbaas/common/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Candidate } from './candidate.ts';
import { SCHEDULERS, chance, leastDevices } from './scheduler.ts';

const agent = (host: string, devices: number): Candidate => ({
  agentId: asAgentId(host),
  host,
  alive: true,
  receives: true,
  adminStateUp: true,
  cordoned: false,
  leftOut: false,
  deviceDrivers: [],
  physicalNetworks: [],
  networkTypes: null,
  carries: null,
  running: 0,
  devices,
});

describe('schedulers', () => {
  it('choose nobody when there is nobody', () => {
    for (const scheduler of Object.values(SCHEDULERS)) {
      expect(scheduler([], () => 0)).to.equal(undefined);
    }
  });

  it('chance takes any agent', () => {
    const agents = [agent('a', 9), agent('b', 0)];
    expect(chance(agents, () => 0)?.host).to.equal('a');
    expect(chance(agents, () => 0.99)?.host).to.equal('b');
  });

  it('least-devices breaks ties by chance', () => {
    const agents = [agent('a', 1), agent('b', 0), agent('c', 0)];
    expect(leastDevices(agents, () => 0)?.host).to.equal('b');
    expect(leastDevices(agents, () => 0.99)?.host).to.equal('c');
  });

  it('least-devices never takes an agent that has more than another', () => {
    const loads = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(loads, random, (counts, value) => {
        const agents = counts.map((count, index) => agent(`h${index}`, count));
        return leastDevices(agents, () => value)?.devices === Math.min(...counts);
      }),
    );
  });
});
