import { expect } from 'chai';
import { membersOf } from './member-list.ts';

const DEFAULTS = { port: '8080', weight: '1' };

describe('a pasted list of members', () => {
  it('reads addresses, ports and weights', () => {
    const text =
      '10.0.0.11\n10.0.0.12:81\n\n# spare\n10.0.0.13 82 5\n 10.0.0.14:83, 0 \n[fd00::1]:84 2\nfd00::2\nfd00::3;85\n';
    expect(membersOf(text, DEFAULTS)).to.deep.equal({
      members: [
        { address: '10.0.0.11', port: '8080', weight: '1' },
        { address: '10.0.0.12', port: '81', weight: '1' },
        { address: '10.0.0.13', port: '82', weight: '5' },
        { address: '10.0.0.14', port: '83', weight: '0' },
        { address: 'fd00::1', port: '84', weight: '2' },
        { address: 'fd00::2', port: '8080', weight: '1' },
        { address: 'fd00::3', port: '85', weight: '1' },
      ],
      problems: [],
    });
  });

  it('names the lines that are none', () => {
    for (const line of [
      'web-1',
      '10.0.0.300',
      '10.0.0.1:0',
      '10.0.0.1 80 257',
      '10.0.0.1 80 1 1',
      '127.0.0.1',
    ])
      expect(membersOf(`10.0.0.1\n${line}`, DEFAULTS).problems).to.deep.equal([
        { kind: 'memberLine', line: 2, text: line },
      ]);
  });

  it('finds the one that is there twice', () => {
    expect(membersOf('10.0.0.1:80\n10.0.0.1 80 5', DEFAULTS).problems).to.deep.equal([
      { kind: 'twice', text: '10.0.0.1:80' },
    ]);
  });
});
