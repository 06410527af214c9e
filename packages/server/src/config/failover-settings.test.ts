import { ConfigError } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { leaseSeconds } from './failover-settings.ts';

describe('the settings of the failover', () => {
  it('leave a quarter of the time for the heartbeat that did not come', () => {
    expect(leaseSeconds({ failover: 'on', agent_down_after: 8 })).to.equal(6);
    expect(leaseSeconds({ failover: 'on', agent_down_after: 8, agent_lease: 3 })).to.equal(3);
    expect(leaseSeconds({ failover: 'on', agent_down_after: 3.5 })).to.equal(2);
    expect(leaseSeconds({ failover: 'on', agent_down_after: 1 })).to.equal(null);
    expect(leaseSeconds({ failover: 'off', agent_down_after: 8, agent_lease: 3 })).to.equal(null);
  });

  it('refuse a lease that may outlive that time', () => {
    const wrong = (): unknown => leaseSeconds({ failover: 'off', agent_down_after: 8, agent_lease: 7 });
    expect(wrong).to.throw(
      ConfigError,
      'agent_lease: 7 s is more than three quarters of agent_down_after (8 s)',
    );
  });
});
