import { expect } from 'chai';
import type { Listener } from '../api/objects.ts';
import { type Step, resolve } from '../calls/index.ts';
import { removeFirst, removeWhole, switchTo } from './load-balancer-steps.ts';

// The cast: what the steps use of it.
const vip = { id: 'v-1', name: 'web', admin_state_up: true } as Listener;
const balancer = { id: 'p-1', name: 'web', vip, admin_state_up: true };

const calls = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => `${step.method} ${resolve(step, {}).path}`);

describe('calls for a whole load balancer', () => {
  it('switch the VIP and the pool, and only what is not so yet', () => {
    expect(calls(switchTo(false)(balancer))).to.deep.equal([
      'PUT /v2.0/lb/vips/v-1',
      'PUT /v2.0/lb/pools/p-1',
    ]);
    expect(calls(switchTo(true)(balancer))).to.deep.equal([]);
    const halfOff = { ...balancer, admin_state_up: false };
    expect(switchTo(true)(halfOff).map(({ path, body }) => [path[1], body])).to.deep.equal([
      ['p-1', { admin_state_up: true }],
    ]);
    expect(calls(switchTo(false)({ ...balancer, vip: null }))).to.deep.equal(['PUT /v2.0/lb/pools/p-1']);
  });

  it('delete the VIP before the pool, and look at what can be looked at', () => {
    const all = ['DELETE /v2.0/lb/vips/v-1', 'DELETE /v2.0/lb/pools/p-1'];
    expect(calls(removeWhole(balancer))).to.deep.equal(all);
    expect(calls(removeFirst(balancer))).to.deep.equal(all.slice(0, 1));
    expect(calls(removeFirst({ ...balancer, vip: null }))).to.deep.equal(all.slice(1));
  });
});
