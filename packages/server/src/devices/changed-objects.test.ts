import { MEMBER_HEALTHS } from '@lbaas/common/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type DeviceState,
  type FactsChange,
  type MemberFacts,
  type ObjectState,
  type PlacementFacts,
  changedObjects,
} from './changed-objects.ts';
import { type DeviceFacts, describedStatus } from './device-facts.ts';

const object = (fields: Partial<ObjectState>): ObjectState => ({
  type: 'pool',
  id: 'a pool',
  admin_state_up: true,
  created: 1,
  changed: 1,
  epoch: null,
  health: null,
  check: null,
  ...fields,
});

const placement = (fields: Partial<PlacementFacts> = {}): PlacementFacts => ({
  observed: 5,
  failed: 0,
  failure: null,
  dispatch_reason: null,
  incident: null,
  ...fields,
});

const POOL = object({});
const LISTENER = object({ type: 'listener', id: 'a listener', changed: 3 });
const MONITOR = object({ type: 'health_monitor', id: 'a monitor' });
const MEMBER = object({ type: 'member', id: 'a member', changed: 5 });

const device = (fields: Partial<DeviceState> = {}): DeviceState => ({
  id: 'a device',
  realized: 5,
  placement_epoch: 1,
  placement: placement(),
  waiting: { epoch: 1, reason: null },
  has_vip: true,
  idle_remark: 'nothing runs',
  objects: [LISTENER, POOL, MONITOR, MEMBER],
  ...fields,
});

describe('changedObjects', () => {
  const changed = (change: FactsChange, of: DeviceState = device()): string[] =>
    changedObjects(of, change).map(({ id }) => id);

  it('finds the objects that the device comes to show, or shows no longer', () => {
    const [less, more] = [{ placement: placement({ observed: 4 }) }, { placement: placement() }];
    expect(changed({ before: less, after: more })).to.deep.equal(['a member']);
    expect(changed({ before: more, after: less })).to.deep.equal(['a member']);
    expect(changed({ before: more, after: more })).to.deep.equal([]);
    expect(changed({ before: more, after: { placement: null } })).to.deep.equal([
      'a listener',
      'a pool',
      'a monitor',
      'a member',
    ]);
  });

  it('finds what has failed, and what failed for another reason', () => {
    const failed = (failure: string) => ({ placement: placement({ observed: 4, failed: 5, failure }) });
    const waiting = { placement: placement({ observed: 4 }) };
    expect(changed({ before: waiting, after: failed('x') })).to.deep.equal(['a member']);
    expect(changed({ before: failed('x'), after: failed('y') })).to.deep.equal(['a member']);
  });

  it('finds what is pending in another way when it has been shown for the first time in an older form', () => {
    const late = object({ created: 2, changed: 9 });
    const early = device({ objects: [late], realized: 2, placement: placement({ observed: 2 }) });
    const change = {
      before: { placement: placement({ observed: 1 }) },
      after: { placement: early.placement },
    };
    expect(changed(change, early)).to.deep.equal(['a pool']);
  });

  it('shows an incident on pools and listeners, until the device changes', () => {
    const incident = { at: '2026-11-22T10:00:00Z', words: 'it was killed', generation: 5 };
    const [none, killed] = [{ placement: placement() }, { placement: placement({ incident }) }];
    expect(changed({ before: none, after: killed })).to.deep.equal(['a listener', 'a pool']);
    const next = { placement: placement({ incident, observed: 6 }) };
    expect(changed({ before: killed, after: next })).to.deep.equal(['a listener', 'a pool']);
    expect(changed({ before: next, after: { placement: placement({ observed: 6 }) } })).to.deep.equal([]);
  });

  it('knows what an agent that is silent, or disabled, changes', () => {
    const atWork = { agent: { silent: false, disabled: false } };
    const waiting = device({ placement: placement({ observed: 4 }) });
    const down = object({ id: 'down', admin_state_up: false });
    const both = device({ objects: [POOL, down] });
    expect(
      changed({ before: atWork, after: { agent: { silent: true, disabled: false } } }, both),
    ).to.deep.equal(['a pool']);
    const all = ['a listener', 'a pool', 'a monitor', 'a member'];
    const disabled = { before: atWork, after: { agent: { silent: false, disabled: true } } };
    for (const of of [device(), waiting]) expect(changed(disabled, of)).to.deep.equal(all);
    const failed = device({ placement: placement({ observed: 0, failed: 5 }) });
    expect(changed(disabled, failed)).to.deep.equal([]);
  });

  it('finds a member that is down, by the word of the agent that runs it now', () => {
    const report = (fields: Partial<MemberFacts>) => ({
      member: { id: 'a member', epoch: 1, health: null, check: null, ...fields },
    });
    const [up, down] = [report({ health: 'up' }), report({ health: 'down' })];
    expect(changed({ before: up, after: down })).to.deep.equal(['a member']);
    expect(changed({ before: report({ health: 'down', epoch: 0 }), after: down })).to.deep.equal([
      'a member',
    ]);
    expect(changed({ before: report({ health: 'up', epoch: 0 }), after: up })).to.deep.equal([]);
    expect(changed({ before: down, after: report({ health: 'down', check: 'other' }) })).to.deep.equal([
      'a member',
    ]);
  });

  it('finds what waits for an agent, for the first time or again', () => {
    const waits = (epoch: number, reason: string | null) => ({ waiting: { epoch, reason } });
    const unplaced = device({ placement: null, placement_epoch: null, objects: [POOL] });
    expect(changed({ before: waits(1, null), after: waits(1, 'no agent') }, unplaced)).to.deep.equal([
      'a pool',
    ]);
    expect(changed({ before: waits(0, 'no agent'), after: waits(1, null) })).to.deep.equal([
      'a listener',
      'a pool',
      'a monitor',
      'a member',
    ]);
  });

  it('shows a pool anew when only its monitors have changed', () => {
    const monitor = object({ type: 'health_monitor', id: 'a monitor', changed: 5 });
    const of = device({ objects: [POOL, monitor, MEMBER] });
    const change = { before: { placement: placement({ observed: 4 }) }, after: { placement: placement() } };
    expect(changed(change, of)).to.have.members(['a pool', 'a monitor', 'a member']);
  });

  describe('read late', () => {
    interface World extends Omit<DeviceState, 'objects' | 'id'> {
      readonly agent: { readonly silent: boolean; readonly disabled: boolean };
      readonly member: MemberFacts;
    }
    type Step = (world: World) => World;

    const START: World = {
      realized: 0,
      placement_epoch: null,
      placement: null,
      waiting: { epoch: 0, reason: null },
      has_vip: false,
      idle_remark: 'nothing runs',
      agent: { silent: false, disabled: false },
      member: { id: 'x', epoch: null, health: null, check: null },
    };

    const small = fc.integer({ min: 0, max: 4 });
    const words = fc.constantFrom(null, 'one', 'two');
    const incident = fc.option(
      fc.record({ at: fc.constant('t'), words: fc.constantFrom('a', 'b'), generation: small }),
      {
        nil: null,
      },
    );
    const reported = fc.record({
      observed: small,
      failed: small,
      failure: words,
      dispatch_reason: words,
      incident,
    });

    /**
     * As servers and agents do it: what runs a device is taken away before it is placed elsewhere, and starts with
     * nothing.
     */
    const step: fc.Arbitrary<Step> = fc.oneof(
      reported.map(
        (placed): Step =>
          (world) =>
            world.placement === null
              ? world
              : { ...world, placement: placed, realized: Math.max(world.realized, placed.observed) },
      ),
      fc.constant<Step>((world) => ({ ...world, placement: null, placement_epoch: null })),
      fc.constant<Step>((world) => {
        const epoch = world.waiting.epoch + 1;
        const placed = placement({ observed: 0 });
        return {
          ...world,
          placement: placed,
          placement_epoch: epoch,
          waiting: { epoch, reason: world.waiting.reason },
        };
      }),
      fc.constant<Step>((world) => placedIdle(world)),
      words.map((reason): Step => (world) => ({ ...world, waiting: { ...world.waiting, reason } })),
      fc
        .record({ silent: fc.boolean(), disabled: fc.boolean() })
        .map((agent): Step => (world) => ({ ...world, agent })),
      fc.boolean().map((has_vip): Step => (world) => ({ ...world, has_vip })),
      fc
        .record({ health: fc.constantFrom(...MEMBER_HEALTHS), check: words })
        .map((health): Step => (world) => ({
          ...world,
          member: { ...health, id: 'x', epoch: world.placement_epoch },
        })),
    );

    /**
     * A device that waited and has nothing to run shows all that it has at once, and no row says so but that of the
     * reason.
     */
    function placedIdle(world: World): World {
      const { epoch, reason } = world.waiting;
      if (epoch > 0 || reason === null) return world;
      const placed = placement({ observed: 4 });
      return {
        ...world,
        placement: placed,
        realized: 4,
        placement_epoch: 1,
        waiting: { epoch: 1, reason: null },
      };
    }

    const isPlacedIdle = (was: World, is: World): boolean =>
      was.waiting.epoch === 0 && is.waiting.epoch === 1 && is.placement?.observed === 4;

    const shown = fc.record({
      type: fc.constantFrom<ObjectState['type']>('pool', 'listener', 'member', 'health_monitor'),
      admin_state_up: fc.boolean(),
      created: fc.integer({ min: 1, max: 3 }),
      changed: fc.integer({ min: 3, max: 4 }),
    });

    /** What GET says, whose rule about incidents is in SQL. */
    function described(seen: ObjectState, world: World): string {
      const { placement: placed, agent, member } = world;
      const happened = placed?.incident ?? null;
      const hasIncident = happened !== null && (placed?.observed ?? 0) <= happened.generation;
      const isOfMember = seen.type === 'member' && member.epoch === world.placement_epoch;
      const facts: DeviceFacts = {
        realized: world.realized,
        observed: placed?.observed ?? 0,
        failed: placed?.failed ?? 0,
        agent_host: placed === null ? null : 'h',
        agent_admin_state_up: placed === null ? null : !agent.disabled,
        agent_silent_s: placed === null ? null : Number(agent.silent) * 60,
        agent_deaf_s: null,
        failure: placed?.failure ?? null,
        placement_reason: world.waiting.reason,
        dispatch_reason: placed?.dispatch_reason ?? null,
        has_vip: world.has_vip,
        idle_remark: world.idle_remark,
        incident: hasIncident && ['pool', 'listener'].includes(seen.type) ? happened : null,
        health: isOfMember ? member.health : null,
        health_check: isOfMember ? member.check : null,
      };
      const of = {
        adminStateUp: seen.admin_state_up,
        createdGeneration: seen.created,
        changedGeneration: seen.changed,
      };
      return JSON.stringify(describedStatus(of, facts, { agentDownAfterMs: 30_000 }));
    }

    /** What triggers and chores record: each source that has changed, completely. */
    function changesBetween(was: World, is: World): readonly FactsChange[] {
      const sources = ['placement', 'waiting', 'agent', 'member', 'has_vip'] as const;
      const silent = isPlacedIdle(was, is) ? 'placement' : undefined;
      return sources
        .filter((source) => source !== silent)
        .filter((source) => JSON.stringify(was[source]) !== JSON.stringify(is[source]))
        .map((source) => ({ before: { [source]: was[source] }, after: { [source]: is[source] } }));
    }

    it('never misses the last change of an object, whatever has happened since', () => {
      fc.assert(
        fc.property(shown, fc.array(step, { maxLength: 12 }), (fields, steps) => {
          const worlds = [START];
          for (const each of steps) worlds.push(each(worlds.at(-1) ?? START));
          const now = worlds.at(-1) ?? START;
          const seen = object({ ...fields, id: 'x', ...(fields.type === 'member' ? healthOf(now) : {}) });
          const state = { ...now, id: 'd', objects: [seen] };
          const isSent = worlds.map((world, index) =>
            changesBetween(worlds[index - 1] ?? world, world).some(
              (change) => changedObjects(state, change).length > 0,
            ),
          );
          const last = worlds.findLastIndex(
            (world, index) =>
              index > 0 && described(seen, world) !== described(seen, worlds[index - 1] ?? world),
          );
          if (last > 0) expect(isSent.slice(last)).to.include(true);
        }),
        { numRuns: 4000 },
      );
    });

    const healthOf = ({ member: { epoch, health, check } }: World) => ({ epoch, health, check });
  });
});
