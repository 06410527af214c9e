import { asAgentId, asDeviceId } from '@lbaas/common/domain';
import { ManualClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { PicksInFlight } from './picks-in-flight.ts';

const agent = asAgentId('a');

describe('PicksInFlight', () => {
  it('counts what a snapshot does not show yet', () => {
    const picks = new PicksInFlight(new ManualClock());
    picks.add(asDeviceId('x'), agent);
    picks.add(asDeviceId('y'), agent);
    expect(picks.countBeyond(new Set(), agent)).to.equal(2);
    expect(picks.countBeyond(new Set(['x']), agent)).to.equal(1);
    expect(picks.countBeyond(new Set(), asAgentId('b'))).to.equal(0);
  });

  it('forgets what a snapshot shows', () => {
    const picks = new PicksInFlight(new ManualClock());
    picks.add(asDeviceId('x'), agent);
    picks.add(asDeviceId('y'), agent);
    picks.forget(['x']);
    expect(picks.deviceIds()).to.deep.equal(['y']);
  });

  it('forgets picks that never became visible', () => {
    const clock = new ManualClock();
    const picks = new PicksInFlight(clock);
    picks.add(asDeviceId('x'), agent);
    clock.advance(1500);
    picks.add(asDeviceId('y'), agent);
    picks.add(asDeviceId('x'), agent);
    clock.advance(1000);
    expect(picks.deviceIds()).to.deep.equal(['y', 'x']);
    clock.advance(1000);
    expect(picks.deviceIds()).to.deep.equal([]);
  });
});
