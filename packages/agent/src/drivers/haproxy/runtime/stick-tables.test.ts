import { expect } from 'chai';
import { hasEntries, isLearningOver } from './stick-tables.ts';

const peers = (flags: string): string =>
  `0x55b: [22/Nov/2026:10:40:13] id=local disabled=0 flags=${flags} resync_timeout=4s task_calls=4\n` +
  `  0x55c: id=self(local,inactive) addr=unix:0 last_status=NONE\n        flags=0x0`;

describe('stick tables', () => {
  for (const [flags, over] of [
    ['0x0', false],
    ['0x11', false],
    ['0x33', true],
    ['0x1103', true],
  ] as const) {
    it(`flags ${flags}: learning is ${over ? 'over' : 'going on'}`, () => {
      expect(isLearningOver(peers(flags))).equal(over);
    });
  }

  it('can tell a table with entries', () => {
    const empty = '# table: b, type: ipv6, size:10000, used:0';
    expect(hasEntries('')).equal(false);
    expect(hasEntries(empty)).equal(false);
    expect(hasEntries(`${empty}\n# table: c, type: string, size:10000, used:12`)).equal(true);
  });
});
