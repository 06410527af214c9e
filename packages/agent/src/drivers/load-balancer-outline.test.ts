import { expect } from 'chai';
import { device, member, monitor, pool } from '../testing/device-builder.ts';
import { loadBalancerOutline } from './load-balancer-outline.ts';

describe('loadBalancerOutline', () => {
  it('knows nothing of any member, and checks as often as the quickest monitor that is on', () => {
    const monitors = [
      monitor(1, { delay: 7 }),
      monitor(2, { delay: 3 }),
      monitor(3, { delay: 1, admin_state_up: false }),
    ];
    const outline = loadBalancerOutline(
      device({ pools: [pool({ members: [member(1)], health_monitors: monitors })] }),
    );
    expect(outline.checkedEveryMs).to.equal(3_000);
    expect(outline.unknown.map(({ health, check }) => [health, check])).to.deep.equal([
      ['unknown', undefined],
    ]);
  });

  it('checks nothing without monitors', () => {
    expect(loadBalancerOutline(device({ pools: [pool({})] })).checkedEveryMs).to.equal(undefined);
  });
});
