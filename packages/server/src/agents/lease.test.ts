import { expect } from 'chai';
import { certainLease, leaseFor } from './lease.ts';
import { hasServedOn, leaveOutMs } from './return-of-agent.ts';

describe('the lease of an agent', () => {
  it('is asked for where another agent could take its devices', () => {
    expect([
      leaseFor({ leaseS: 6 }, 1),
      leaseFor({ leaseS: 6 }, 0),
      leaseFor({ leaseS: null }, 9),
    ]).to.deep.equal([6, null, null]);
  });

  it('counts as long as what it holds or is sent, and not at all when it is to give it up', () => {
    expect(certainLease({ lease: { seconds: 6 } }, 6)).to.equal(6);
    expect(certainLease({ lease: { seconds: 6 } }, 20)).to.equal(20);
    expect(certainLease({ lease: { seconds: 60 } }, 6)).to.equal(60);
    expect(certainLease({ lease: { seconds: 6 } }, null)).to.equal(null);
    expect(certainLease({ lease: null }, 6)).to.equal(null);
    expect(certainLease({}, 6)).to.equal(null);
    expect(certainLease({ lease: null, lease_lapsed: true }, 6)).to.equal(6);
  });
});

describe('an agent that is back', () => {
  it('is left out for longer with each failure of a row, up to half an hour', () => {
    expect([0, 1, 2, 3, 4, 9, 99].map(leaveOutMs)).to.deep.equal([
      0, 0, 60_000, 120_000, 240_000, 1_800_000, 1_800_000,
    ]);
  });

  it('has served on when the same process has held its lease all the time', () => {
    const known = { runId: 'a' };
    const lease = { seconds: 6 };
    expect(hasServedOn(known, { run_id: 'a', lease })).to.equal(true);
    expect(hasServedOn(known, { run_id: 'b', lease })).to.equal(false);
    expect(hasServedOn(known, { run_id: 'a', lease, lease_lapsed: true })).to.equal(false);
    expect(hasServedOn(known, { run_id: 'a', lease: null })).to.equal(false);
    expect(hasServedOn(known, { run_id: 'a' })).to.equal(false);
  });
});
