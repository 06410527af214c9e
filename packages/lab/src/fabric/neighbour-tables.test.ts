import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { raiseNeighbourTables } from './neighbour-tables.ts';

describe('raiseNeighbourTables', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lb-neighbours-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('raises what is too small, and leaves the rest', () => {
    const [small, large, absent] = ['small', 'large', 'absent'].map((name) => join(directory, name));
    if (small === undefined || large === undefined || absent === undefined) throw new Error('three names');
    writeFileSync(small, '1024\n');
    writeFileSync(large, '65536\n');
    raiseNeighbourTables([absent, small, large]);
    expect(readFileSync(small, 'utf8')).to.equal('16384');
    expect(readFileSync(large, 'utf8')).to.equal('65536\n');
  });
});
