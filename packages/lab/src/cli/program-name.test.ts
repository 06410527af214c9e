import { expect } from 'chai';
import { programName } from './program-name.ts';
import { table } from './table.ts';

describe('programName', () => {
  it('tells our own programs apart', () => {
    const node = '/usr/bin/node';
    expect(programName([node, '/x/packages/server/dist/main.js'])).to.equal('server');
    expect(programName([node, '/x/packages/lab/dist/backends/main.js', 'web-1'])).to.equal('web back end');
    expect(programName(['/usr/sbin/haproxy', '-f', 'x'])).to.equal('haproxy');
  });
});

describe('table', () => {
  it('aligns its columns and leaves no blanks at the end of a line', () => {
    expect(
      table(
        ['A', 'B'],
        [
          ['long', ''],
          ['x', 'y'],
        ],
      ),
    ).to.equal('A     B\nlong\nx     y');
  });
});
