import { expect } from 'chai';
import { type Heartbeat, type KnownAgent, judgeHeartbeat } from './judge-heartbeat.ts';

const known: KnownAgent = { runId: 'b', startedAtMs: 10_000, alive: true };
const beat: Heartbeat = { runId: 'b', startedAtMs: 10_000, sentAtMs: 60_000 };

describe('judgeHeartbeat', () => {
  it('tells the states of one process', () => {
    expect(judgeHeartbeat(undefined, beat)).to.equal('registered');
    expect(judgeHeartbeat(known, beat)).to.equal('same');
    expect(judgeHeartbeat({ ...known, alive: false }, beat)).to.equal('returned');
    expect(judgeHeartbeat(known, { ...beat, runId: 'c', startedAtMs: 50_000 })).to.equal('restarted');
  });

  it('tells the last words of the previous process from two processes at once', () => {
    const older = { runId: 'a', startedAtMs: 5000 };
    expect(judgeHeartbeat(known, { ...older, sentAtMs: 9900 })).to.equal('late');
    expect(judgeHeartbeat(known, { ...older, sentAtMs: 15_000 })).to.equal('conflict');
  });

  it('takes the older process back when the newer one has fallen silent', () => {
    const older = { runId: 'a', startedAtMs: 5000, sentAtMs: 90_000 };
    expect(judgeHeartbeat({ ...known, alive: false }, older)).to.equal('returned');
  });
});
