import { STATUSES } from '@lbaas/common/domain';
import { expect } from 'chai';
import fc from 'fast-check';
import { type PendingFacts, type StatusTimes, statusSince } from './status-since.ts';

const at = (second: number): string => `2026-01-01T00:00:0${second}.000Z`;

const NEVER: StatusTimes = {
  changed_at: at(1),
  health_changed_at: null,
  failed_at: null,
  shown_at: null,
  lost_at: null,
  unplaced_at: null,
  placed_at: null,
  admin_changed_at: null,
};
const ENABLED: PendingFacts = { agentAdminStateUp: true, isNew: false };
const DISABLED: PendingFacts = { agentAdminStateUp: false, isNew: false };

describe('statusSince', () => {
  const cases: [string, ReturnType<typeof statusSince>, Parameters<typeof statusSince>][] = [
    ['what is shown, since it was changed', at(1), ['ACTIVE', NEVER, ENABLED]],
    ['since its device is back', at(5), ['ACTIVE', { ...NEVER, lost_at: at(4), shown_at: at(5) }, ENABLED]],
    ['since its agent is enabled', at(6), ['ACTIVE', { ...NEVER, admin_changed_at: at(6) }, ENABLED]],
    ['since its check fails', at(7), ['INACTIVE', { ...NEVER, health_changed_at: at(7) }, ENABLED]],
    ['what failed first', at(2), ['ERROR', { ...NEVER, failed_at: at(2) }, ENABLED]],
    ['a change after a failure', at(1), ['ERROR', { ...NEVER, failed_at: at(0) }, ENABLED]],
    ['what is new', at(1), ['PENDING_CREATE', { ...NEVER, lost_at: at(3) }, { ...ENABLED, isNew: true }]],
    ['what is lost', at(3), ['PENDING_UPDATE', { ...NEVER, lost_at: at(3), placed_at: at(2) }, ENABLED]],
    ['what is placed nowhere', at(4), ['PENDING_UPDATE', { ...NEVER, unplaced_at: at(4) }, ENABLED]],
    ['what is placed anew', at(2), ['PENDING_UPDATE', { ...NEVER, placed_at: at(2) }, ENABLED]],
    [
      'what a disabled agent has taken down by now',
      at(3),
      ['PENDING_UPDATE', { ...NEVER, admin_changed_at: at(3), lost_at: at(4) }, DISABLED],
    ],
  ];
  for (const [name, since, args] of cases) {
    it(`tells of ${name}`, () => {
      expect(statusSince(...args)).to.equal(since);
    });
  }

  it('always has a time', () => {
    const time = fc.option(fc.nat({ max: 9 }).map(at), { nil: null });
    const times = fc.record({
      health_changed_at: time,
      failed_at: time,
      shown_at: time,
      lost_at: time,
      unplaced_at: time,
      placed_at: time,
      admin_changed_at: time,
      changed_at: fc.nat({ max: 9 }).map(at),
    });
    const pending = fc.record({ agentAdminStateUp: fc.boolean(), isNew: fc.boolean() });
    fc.assert(
      fc.property(fc.constantFrom(...STATUSES), times, pending, (status, all, facts) => {
        const known = Object.values(all).filter((each) => each !== null);
        expect(known).to.include(statusSince(status, all, facts));
      }),
    );
  });
});
