import { expect } from 'chai';
import type { ObservedRouter, RenderedRouter } from './model.ts';
import { planRouter } from './plan.ts';

const desired = (floatingIps: readonly (readonly [string, string])[] = []): RenderedRouter => ({
  rules: ['add rule inlet'],
  digest: 'd1',
  floatingIps: new Map(floatingIps),
});
const observed = (changes: Partial<Extract<ObservedRouter, { running: true }>> = {}): ObservedRouter => ({
  running: true,
  insider: undefined,
  generation: 4,
  forwards: true,
  digest: 'd1',
  intact: true,
  floatingIps: new Map(),
  traffic: { packets: 0, bytes: 0, floatingIps: new Map() },
  markers: ['generation_4', 'rules_d1', 'listing_x'],
  ...changes,
});
const A = ['192.0.2.1', '10.0.0.1'] as const;
const B = ['192.0.2.1', '10.0.0.2'] as const;
const C = ['2001:db8::1', 'fd00::1'] as const;

describe('planRouter', () => {
  it('has nothing to do when all is as it must be', () => {
    expect(planRouter(desired([A]), observed({ floatingIps: new Map([A]) }))).to.deep.equal([]);
    expect(planRouter(undefined, { running: false })).to.deep.equal([]);
  });

  it('begins, and stops', () => {
    expect(planRouter(desired([A]), { running: false })[0]).to.include({ costs: 'start' });
    expect(planRouter(undefined, observed())[0]).to.include({ kind: 'stop' });
  });

  it('moves a floating IP by its own elements, and names the connections that end', () => {
    const [step] = planRouter(desired([B, C]), observed({ floatingIps: new Map([A]) }));
    expect(step).to.include({ kind: 'floating_ips', costs: 'runtime' });
    expect(step?.moved).to.deep.equal(['192.0.2.1']);
    expect(step?.commands).to.deep.equal([
      'delete chain inet lbaas generation_4',
      'delete element inet lbaas dnat4 { 192.0.2.1 : 10.0.0.1 }',
      'delete element inet lbaas snat4 { 10.0.0.1 : 192.0.2.1 }',
      'delete element inet lbaas floating4 { 192.0.2.1 }',
      'add element inet lbaas dnat4 { 192.0.2.1 : 10.0.0.2 }',
      'add element inet lbaas snat4 { 10.0.0.2 : 192.0.2.1 }',
      'add element inet lbaas floating4 { 192.0.2.1 }',
      'add element inet lbaas dnat6 { 2001:db8::1 : fd00::1 }',
      'add element inet lbaas snat6 { fd00::1 : 2001:db8::1 }',
      'add element inet lbaas floating6 { 2001:db8::1 }',
    ]);
  });

  it('replaces the rules and keeps what floating IPs have counted', () => {
    const [step] = planRouter(desired([A]), observed({ digest: 'd0', floatingIps: new Map([A]) }));
    expect(step?.commands).to.deep.equal([
      'delete chain inet lbaas generation_4',
      'delete chain inet lbaas rules_d1',
      'delete chain inet lbaas listing_x',
      'add rule inlet',
    ]);
  });

  it('makes all of it anew when somebody has changed it, or nothing is forwarded', () => {
    for (const harm of [{ intact: false }, { forwards: false }]) {
      const [step] = planRouter(desired([A]), observed(harm));
      expect(step?.commands.slice(0, 2)).to.deep.equal(['add table inet lbaas', 'delete table inet lbaas']);
      expect(step?.commands).to.include('add element inet lbaas dnat4 { 192.0.2.1 : 10.0.0.1 }');
    }
  });
});
