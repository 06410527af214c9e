import { expect } from 'chai';
import type { Edit } from './edit.ts';
import { planStorm } from './schedule.ts';

const PLAN = { seed: 7, seconds: 300, isShort: false } as const;

describe('the schedule of a storm', () => {
  it('is the same for the same seed, and another one for another seed', () => {
    expect(planStorm(PLAN)).to.deep.equal(planStorm(PLAN));
    expect(planStorm({ ...PLAN, seed: 8 })).to.not.deep.equal(planStorm(PLAN));
  });

  it('is plain data: a file can hold it', () => {
    expect(JSON.parse(JSON.stringify(planStorm(PLAN)))).to.deep.equal(planStorm(PLAN));
  });

  it('has faults in order, one at a time in each lane', () => {
    for (const lane of planStorm(PLAN).faults) {
      expect(lane.length).to.be.greaterThan(10);
      lane.forEach(({ atMs }, index) => {
        const before = lane[index - 1];
        if (before !== undefined) expect(atMs).to.be.at.least(before.atMs + before.forMs);
      });
    }
  });

  it('changes and deletes only what is there, and creates each name once', () => {
    for (let seed = 1; seed <= 20; seed += 1) planStorm({ ...PLAN, seed }).edits.forEach(checkNames);
  });
});

function checkNames(edits: readonly Edit[]): void {
  expect(edits.length).to.be.greaterThan(100);
  const there = new Set<string>();
  const wasThere = new Set<string>();
  for (const { verb, kind, name, values } of edits) {
    const key = `${kind} ${name}`;
    if (verb === 'create') {
      if (kind !== 'association') expect(wasThere.has(key), `${key} is created twice`).to.equal(false);
      there.add(key);
      wasThere.add(key);
    } else if (!name.includes('steady')) {
      expect(there.has(key), `${key} is there`).to.equal(true);
    }
    if (verb === 'delete') there.delete(key);
    const leadsTo = /^@(\S+)\.port_id$/.exec(String(values['port_id']))?.[1];
    if (leadsTo !== undefined)
      expect(there.has(`vip ${leadsTo}`), `${key} leads to ${leadsTo}`).to.equal(true);
  }
}
