import { expect } from 'chai';
import { drawTimeline } from './timeline.ts';

describe('the timeline of a storm', () => {
  it('shows faults, decisions and traffic under each other, then in words', () => {
    const second = (n: number): number => 1_000_000 + 1000 * n;
    const ask = (n: number, failure?: string) => ({
      from: second(n),
      to: second(n) + 5,
      ...(failure === undefined ? {} : { failure }),
    });
    const drawn = drawTimeline({
      from: second(0),
      to: second(12),
      faults: [
        {
          fault: { atMs: 0, forMs: 0, target: 'broker', harm: { kind: 'kill' } },
          from: second(1),
          to: second(3),
        },
        {
          fault: { atMs: 0, forMs: 0, target: 'agent-1', harm: { kind: 'freeze' } },
          from: second(2),
          to: second(11),
        },
      ],
      lapses: [],
      decisions: [{ at: second(8), who: 'server-1', what: 'an agent is dead' }],
      clients: [
        {
          name: 'http short',
          deviceIds: [],
          isTunnelled: false,
          asked: [ask(0), ask(1), ask(8, 'timeout'), ask(9), ask(10)],
        },
      ],
    });
    expect(drawn.split('\n').slice(0, 7)).to.deep.equal([
      'second            0         10        ',
      'agent-1             XXXXXXXXXX',
      'broker             xxx',
      '> server-1                1',
      'http short        ..      !..',
      '',
      '    1.00 fault     broker kill',
    ]);
    expect(drawn).to.contain('    8.00 decision  server-1: an agent is dead\n');
    expect(drawn).to.contain('    8.01 failed    http short: timeout\n');
  });
});
