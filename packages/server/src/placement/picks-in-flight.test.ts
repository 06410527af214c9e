import { asAgentId, asDeviceId } from '@lbaas/common/domain';
import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { PicksInFlight } from './picks-in-flight.ts';

const agent = asAgentId('a');

describe('PicksInFlight', () => {
  it('counts until a count shows them', () => {
    const picks = new PicksInFlight(new ManualClock());
    picks.add(asDeviceId('x'), agent, false);
    picks.add(asDeviceId('y'), agent, false);
    expect(picks.countOn(agent).devices).to.equal(2);
    picks.forget(['x']);
    expect(picks.countOn(agent).devices).to.equal(1);
    expect(picks.deviceIds()).to.deep.equal(['y']);
    expect(picks.countOn(asAgentId('b')).devices).to.equal(0);
  });

  it('forgets picks that never became visible', () => {
    const clock = new ManualClock();
    const picks = new PicksInFlight(clock);
    picks.add(asDeviceId('x'), agent, false);
    clock.advance(2500);
    picks.add(asDeviceId('y'), agent, false);
    picks.add(asDeviceId('x'), agent, false);
    clock.advance(1000);
    expect(picks.deviceIds()).to.deep.equal(['y', 'x']);
    clock.advance(2000);
    expect(picks.deviceIds()).to.deep.equal([]);
  });
});
