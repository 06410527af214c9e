import { asAgentId } from '@lbaas/common/domain';
import { expect } from 'chai';
import { AgentWatch } from './agent-watch.ts';

const A = asAgentId('00000000-0000-4000-8000-00000000000a');
const B = asAgentId('00000000-0000-4000-8000-00000000000b');

describe('AgentWatch', () => {
  let watch: AgentWatch;

  beforeEach(() => {
    watch = new AgentWatch(4000);
  });

  const look = (atMs: number, marks: Readonly<Record<string, string>>, canHear = true, ageMs = 0): void =>
    watch.look({
      askedAtMs: atMs,
      answeredAtMs: atMs,
      canHear,
      agents: Object.entries(marks).map(([id, mark]) => ({ id: asAgentId(id), mark, ageMs })),
    });
  const silentMs = (id: typeof A, atMs: number) => watch.silenceOf(id, atMs)?.silentMs;

  it('measures from the look that found the last heartbeat, whatever the clocks say', () => {
    look(1000, { [A]: '1', [B]: '1' });
    look(2000, { [A]: '2', [B]: '1' }, true, -3_600_000);
    look(5000, { [A]: '2', [B]: '1' }, true, 3_600_000);
    expect([silentMs(A, 5000), silentMs(B, 5000)]).to.deep.equal([3000, 4000]);
    expect(watch.hearingMs).to.equal(4000);
  });

  it('measures from when the answer came to when the next was asked for', () => {
    watch.look({ askedAtMs: 0, answeredAtMs: 900, canHear: true, agents: [{ id: A, mark: '1', ageMs: 0 }] });
    watch.look({
      askedAtMs: 1000,
      answeredAtMs: 1900,
      canHear: true,
      agents: [{ id: A, mark: '1', ageMs: 0 }],
    });
    expect(silentMs(A, 1000)).to.equal(100);
  });

  it('begins anew after a time in which nobody could be heard', () => {
    look(0, { [A]: '1' });
    look(3000, { [A]: '1' }, false);
    look(6000, { [A]: '1' }, false);
    expect(watch.hearingMs).to.equal(0);
    look(7000, { [A]: '1' });
    look(8000, { [A]: '1' });
    expect([silentMs(A, 8000), watch.hearingMs]).to.deep.equal([1000, 1000]);
  });

  it('begins anew after a pause between two looks', () => {
    look(0, { [A]: '1' });
    look(60_000, { [A]: '1' });
    expect([silentMs(A, 60_000), watch.hearingMs]).to.deep.equal([0, 0]);
  });

  it('knows who has been gone for longer than a minute', () => {
    look(0, { [A]: '1' }, true, 3_600_000);
    look(1000, { [A]: '1', [B]: '1' });
    expect([watch.silenceOf(A, 1000)?.isRecent, watch.silenceOf(B, 1000)?.isRecent]).to.deep.equal([
      false,
      true,
    ]);
    for (let at = 2000; at <= 62_000; at += 1000) look(at, { [A]: '1', [B]: '1' });
    expect(watch.silenceOf(B, 62_000)?.isRecent).to.equal(false);
    look(63_000, { [A]: '1', [B]: '1' }, false);
    look(64_000, { [A]: '2', [B]: '1' });
    expect([watch.silenceOf(A, 64_000)?.isRecent, watch.silenceOf(B, 64_000)?.isRecent]).to.deep.equal([
      true,
      false,
    ]);
  });

  it('forgets agents that are gone', () => {
    look(0, { [A]: '1', [B]: '1' });
    look(1000, { [A]: '1' });
    expect(watch.silenceOf(B, 1000)).to.equal(undefined);
  });
});
