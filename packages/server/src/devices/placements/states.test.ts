import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const SOURCES = join(import.meta.dirname, '../..');
/** Migrations make the table, and tests set up what they look at. */
const ALLOWED = /^devices\/placements\/|^persistence\/migrations\/|^testing\/|\.test\.ts$/;
const WRITE = /\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+placements\b/i;

describe('placements', () => {
  it('are written by their transitions only', () => {
    const writers = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !ALLOWED.test(file))
      .filter((file) => WRITE.test(readFileSync(join(SOURCES, file), 'utf8')));
    expect(writers).to.deep.equal([]);
  });

  it('are written where this test looks', () => {
    expect(WRITE.test(readFileSync(join(SOURCES, 'devices/placements/place.ts'), 'utf8'))).to.equal(true);
  });
});
