import { expect } from 'chai';
import { MemberDrains } from './member-drains.ts';
import { type StatRow, parseStat } from './stat-table.ts';
import { POOL_ID, id } from '../../../testing/device-builder.ts';

const KEY = `${POOL_ID}/${id('c', 1)}`;

/** One member, with so many sessions. */
const row = (status: string, sessions: number): StatRow[] =>
  parseStat(`# pxname,svname,scur,status,type\n${POOL_ID},${id('c', 1)},${sessions},${status},2`);

describe('MemberDrains', () => {
  let drains: MemberDrains;
  const look = (rows: StatRow[], nowMs: number, hasOthers = false) => drains.look(rows, nowMs, hasOthers);

  beforeEach(() => (drains = new MemberDrains(1_000)));

  it('counts the sessions that a member without traffic has left, and ends them in time', () => {
    const member = { poolId: POOL_ID, memberId: id('c', 1) };
    expect(look(row('MAINT', 3), 0)).deep.equal({
      members: [{ ...member, sessions: 3, endsInMs: 1_000 }],
      overdue: [],
      overdueHere: [],
    });
    expect(look(row('MAINT', 2), 999).members).deep.equal([{ ...member, sessions: 2, endsInMs: 1 }]);
    expect(look(row('MAINT', 1), 1_000).overdueHere).deep.equal([KEY]);
    expect(look(row('MAINT', 0), 1_001)).deep.equal({ members: [], overdue: [KEY], overdueHere: [] });
  });

  it('leaves members alone that are up, down, or have weight 0 and sticky clients', () => {
    for (const status of ['UP', 'DOWN', 'DRAIN', 'no check']) {
      look(row(status, 3), 0);
      expect(look(row(status, 3), 9_000)).deep.equal({ members: [], overdue: [], overdueHere: [] });
    }
  });

  it('begins anew for a member that was enabled meanwhile', () => {
    look(row('MAINT', 3), 0);
    look(row('UP', 3), 900);
    expect(look(row('MAINT', 3), 1_500).overdue).deep.equal([]);
  });

  it('forgets a deleted member, unless an earlier process may have sessions of it', () => {
    look(row('MAINT', 3), 0);
    look([], 500, true);
    expect(look([], 1_000, true)).deep.equal({ members: [], overdue: [KEY], overdueHere: [] });
    look([], 1_001);
    expect(look([], 5_000, true).overdue).deep.equal([]);
  });

  it('ends sessions at once where no time is given', () => {
    drains = new MemberDrains(0);
    expect(look(row('MAINT', 1), 7).overdueHere).deep.equal([KEY]);
  });
});
