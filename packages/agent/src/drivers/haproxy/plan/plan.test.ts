import type { HealthMonitor, LoadBalancerDevice, Member } from '@lbaas/common/contract';
import { expect } from 'chai';
import fc from 'fast-check';
import { planHaproxy } from './plan.ts';
import { renderHaproxy } from '../render/render.ts';
import { POOL_ID, device, id, listener, member, monitor, pool } from '../../../testing/device-builder.ts';
import { applySteps, observable } from '../testing/haproxy-model.ts';
import { TEST_PATHS } from '../testing/test-paths.ts';
import { DEFAULT_HAPROXY_TUNING } from '../render/tuning.ts';
import type { HaproxyStep, ObservedHaproxy, RenderedHaproxy } from '../model/types.ts';

const render = (input: LoadBalancerDevice): RenderedHaproxy | undefined =>
  renderHaproxy({ device: input, paths: TEST_PATHS, tuning: DEFAULT_HAPROXY_TUNING });

function rendered(input: LoadBalancerDevice): RenderedHaproxy {
  const value = render(input);
  if (value === undefined) throw new Error('nothing to run');
  return value;
}

const stopped: ObservedHaproxy = { running: false, reason: undefined };

const running = (input: LoadBalancerDevice): ObservedHaproxy => {
  const desired = render(input);
  return desired === undefined
    ? stopped
    : applySteps(desired, stopped, planHaproxy(desired, stopped), { busy: false });
};

const withMembers = (...members: Member[]): LoadBalancerDevice => device({ pools: [pool({ members })] });
const kinds = (steps: readonly HaproxyStep[]): string[] => steps.map((step) => step.kind);
const plan = (from: LoadBalancerDevice, to: LoadBalancerDevice): HaproxyStep[] =>
  planHaproxy(render(to), running(from));

const someMember = fc.record({
  number: fc.integer({ min: 1, max: 5 }),
  weight: fc.integer({ min: 0, max: 3 }),
  admin_state_up: fc.boolean(),
});
const someMonitors = fc.subarray<HealthMonitor>([
  monitor(1),
  monitor(2, { type: 'PING' }),
  monitor(3, { type: 'TCP' }),
  monitor(4, { type: 'HTTPS', admin_state_up: false }),
]);
const somePool = fc
  .record({
    members: fc.uniqueArray(someMember, { selector: ({ number }) => number }),
    health_monitors: fc.oneof({ weight: 3, arbitrary: fc.constant<HealthMonitor[]>([]) }, someMonitors),
    lb_method: fc.constantFrom('ROUND_ROBIN' as const, 'SOURCE_IP' as const),
    admin_state_up: fc.boolean(),
    session_persistence: fc.constantFrom(null, { type: 'HTTP_COOKIE' as const, cookie_name: null }),
  })
  .map(({ members, ...rest }) =>
    pool({ ...rest, members: members.map(({ number, ...changes }) => member(number, changes)) }),
  );
const someDevice = fc
  .record({
    one: somePool,
    other: somePool,
    adminStateUp: fc.boolean(),
    limit: fc.integer({ min: -1, max: 1 }),
  })
  .map(({ one, other, adminStateUp, limit }) =>
    device({
      adminStateUp,
      listeners: [listener({ connection_limit: limit })],
      pools: [one, { ...other, id: id('a', 2) }],
    }),
  );
const options = fc.record({ busy: fc.boolean() });

describe('planHaproxy', () => {
  it('leads from any device to any other', () => {
    fc.assert(
      fc.property(someDevice, someDevice, options, (from, to, model) => {
        const desired = render(to);
        const after = applySteps(desired, running(from), plan(from, to), model);
        expect(planHaproxy(desired, after)).deep.equal([]);
        expect(after.running).equal(desired !== undefined);
        if (!after.running || desired === undefined) return;
        const taking = after.servers.filter(({ admin }) => admin === 'ready');
        const wanted = desired.servers.filter(({ admin }) => admin === 'ready').map(observable);
        expect(taking).have.deep.members(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it('has nothing to do where the device is', () => {
    fc.assert(
      fc.property(someDevice, (same) => {
        expect(plan(same, same)).deep.equal([]);
      }),
    );
  });

  it('may be carried out in any order, and again after any part of it', () => {
    fc.assert(
      fc.property(someDevice, someDevice, options, fc.gen(), (from, to, model, generate) => {
        const desired = render(to);
        const steps = plan(from, to);
        const part = generate(() => fc.shuffledSubarray(steps));
        const interrupted = applySteps(desired, running(from), part, model);
        const rest = planHaproxy(desired, interrupted);
        const after = applySteps(desired, interrupted, rest, model);
        expect(planHaproxy(desired, after)).deep.equal([]);
        expect(rest.length).at.most(steps.length);
      }),
      { numRuns: 500 },
    );
  });

  it('gives every step a reason', () => {
    fc.assert(
      fc.property(someDevice, someDevice, (from, to) => {
        for (const step of plan(from, to)) expect(step.reason).not.equal('');
      }),
    );
  });

  it('changes weight, state and servers at run time, additions first and removals last', () => {
    const from = withMembers(member(1), member(2), member(3));
    const to = withMembers(member(1, { weight: 5 }), member(2, { admin_state_up: false }), member(4));
    expect(kinds(plan(from, to))).deep.equal([
      'server.add',
      'server.weight',
      'server.state',
      'server.remove',
    ]);
  });

  it('adds members of a pool with HTTP_COOKIE persistence at run time', () => {
    const sticky = (...members: Member[]): LoadBalancerDevice =>
      device({ pools: [pool({ members, session_persistence: { type: 'HTTP_COOKIE', cookie_name: null } })] });
    expect(kinds(plan(sticky(member(1)), sticky(member(1), member(2))))).deep.equal(['server.add']);
  });

  it('reloads to add what HAProxy cannot check at run time, and says so', () => {
    const pinged = (...members: Member[]): LoadBalancerDevice =>
      device({ pools: [pool({ members, health_monitors: [monitor(1, { type: 'PING' })] })] });
    const steps = plan(pinged(member(1)), pinged(member(1), member(2)));
    expect(steps).deep.equal([
      {
        kind: 'reload',
        reason: `server ${POOL_ID}/${id('c', 2)}: its backend takes servers only by a reload`,
      },
    ]);
    expect(kinds(plan(pinged(member(1), member(2)), pinged(member(1))))).deep.equal(['server.remove']);
  });

  it('names the sections that differ as the reason of a reload', () => {
    const from = device();
    const to = device({
      listeners: [listener({ connection_limit: 3 }), listener({ id: id('b', 2), protocol_port: 81 })],
    });
    expect(plan(from, to)).deep.equal([
      { kind: 'reload', reason: `frontend ${id('b', 1)} changed, frontend ${id('b', 2)} added` },
    ]);
    expect(plan(to, from)).deep.equal([
      { kind: 'reload', reason: `frontend ${id('b', 1)} changed, frontend ${id('b', 2)} removed` },
    ]);
  });

  it('reloads when a server of the same id has another address', () => {
    const steps = plan(
      withMembers(member(1)),
      withMembers(member(1, { address: '2001:DB8::1', protocol_port: 81 })),
    );
    expect(steps).deep.equal([
      { kind: 'reload', reason: `server ${POOL_ID}/${id('c', 1)}: 10.0.0.1:80 -> [2001:db8::1]:81` },
    ]);
  });

  it('ends a drain that somebody typed into the socket', () => {
    const desired = rendered(device());
    const observed = running(device());
    if (!observed.running) throw new Error('not running');
    const servers = observed.servers.map((server) => ({ ...server, admin: 'drain' as const }));
    expect(kinds(planHaproxy(desired, { ...observed, servers }))).deep.equal([
      'server.state',
      'server.state',
    ]);
  });

  it('starts what does not run and stops what has nothing to run', () => {
    expect(planHaproxy(render(device()), { running: false, reason: 'the process is gone' })).deep.equal([
      { kind: 'start', reason: 'the process is gone' },
    ]);
    expect(kinds(planHaproxy(undefined, running(device())))).deep.equal(['stop']);
    expect(planHaproxy(undefined, stopped)).deep.equal([]);
  });

  it('reloads a process of an unknown structure', () => {
    const observed = running(device());
    if (!observed.running) throw new Error('not running');
    const strange = { ...observed, structure: '', sections: {} };
    expect(planHaproxy(render(device()), strange)).deep.equal([
      { kind: 'reload', reason: 'structure changed' },
    ]);
  });
});
