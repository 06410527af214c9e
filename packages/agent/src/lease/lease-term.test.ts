import { expect } from 'chai';
import fc from 'fast-check';
import { LeaseTerm } from './lease-term.ts';

describe('LeaseTerm', () => {
  let term: LeaseTerm;
  beforeEach(() => {
    term = new LeaseTerm();
  });

  it('holds nothing before a server asks for it, and a first lease at once', () => {
    expect(term.next(undefined)).to.equal(undefined);
    expect(term.say(1, undefined)).to.equal(undefined);
    term.echo(1, 6);
    expect(term.next(undefined)).to.equal(6);
    expect(term.say(2, 6)).to.equal(6);
  });

  it('keeps what it has found until a server is heard', () => {
    term.adopt(30);
    expect(term.next(30)).to.equal(30);
    expect(term.say(1, 30)).to.equal(30);
    term.echo(1, 6);
    expect(term.next(30), 'shorter at once').to.equal(6);
  });

  it('names a longer lease before the kernel has it', () => {
    term.echo(1, 6);
    expect(term.say(2, 6)).to.equal(6);
    term.echo(2, 20);
    expect(term.next(6)).to.equal(6);
    expect(term.say(3, 6)).to.equal(20);
    expect(term.next(6), 'its echo is not here').to.equal(6);
    term.echo(3, 20);
    expect(term.next(6)).to.equal(20);
  });

  it('names none before it ends', () => {
    term.echo(1, 6);
    expect(term.say(2, 6)).to.equal(6);
    term.echo(1, undefined);
    expect(term.next(6), 'a server may still count on heartbeat 2').to.equal(6);
    term.echo(2, undefined);
    expect(term.say(3, 6)).to.equal(undefined);
    expect(term.next(6)).to.equal(6);
    term.echo(3, undefined);
    expect(term.next(6)).to.equal(undefined);
  });

  it('is raised for the time after the end, once the servers know', () => {
    term.echo(1, 6);
    term.say(2, 6);
    term.echo(2, 6);
    term.extend(30);
    expect(term.next(6)).to.equal(6);
    expect(term.say(3, 6)).to.equal(30);
    term.echo(3, 6);
    expect(term.next(6)).to.equal(30);
  });

  it('never has the kernel hold more than the newest heartbeat that has arrived named, nor less than named none', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('beat' as const) }),
      fc.record({ kind: fc.constant('tick' as const) }),
      fc.record({ kind: fc.constant('echo' as const), wanted: fc.option(fc.integer({ min: 1, max: 60 })) }),
      fc.record({ kind: fc.constant('lost' as const) }),
      fc.record({ kind: fc.constant('echo lost' as const) }),
      fc.record({ kind: fc.constant('extend' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const played = new LeaseTerm();
        let held: number | undefined;
        let beat = 0;
        /** On their way to the servers, in order. */
        const sent: [beat: number, named: number | undefined][] = [];
        let known: number | undefined;
        for (const each of steps) {
          if (each.kind === 'beat') sent.push([(beat += 1), played.say(beat, held)]);
          else if (each.kind === 'extend') played.extend(45);
          else if (each.kind === 'tick') held = played.next(held);
          else {
            const [arrived] = sent.splice(0, 1);
            if (arrived === undefined) continue;
            if (each.kind === 'lost') continue;
            known = arrived[1];
            if (each.kind === 'echo lost') continue;
            played.echo(arrived[0], each.wanted ?? undefined);
          }
          // A server that knows of a lease moves devices after it: the kernel holds one, and no longer one.
          if (known !== undefined) expect(held ?? Infinity).to.be.at.most(known);
        }
      }),
    );
  });
});
