import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { installationOf } from './installation.ts';
import { type Heartbeat, type HeartbeatVerdict, type KnownAgent, judgeHeartbeat } from './judge-heartbeat.ts';

const installation = randomUUID();
const known: KnownAgent = {
  installation,
  runId: 'b',
  startedAtMs: 10_000,
  formerRuns: ['a'],
  alive: true,
  challengedForMs: 0,
};
const beat: Heartbeat = { installation, runId: 'b', startedAtMs: 10_000, sentAtMs: 60_000 };

const judge = (about: Partial<KnownAgent>, said: Partial<Heartbeat>): HeartbeatVerdict =>
  judgeHeartbeat({ ...known, ...about }, { ...beat, ...said }, 4000);

describe('judgeHeartbeat', () => {
  it('tells the states of one process', () => {
    expect(judgeHeartbeat(undefined, beat, 4000)).to.equal('registered');
    expect(judge({}, {})).to.equal('same');
    expect(judge({ alive: false }, {})).to.equal('returned');
    expect(judge({}, { runId: 'c', startedAtMs: 50_000 })).to.equal('restarted');
  });

  it('tells the last words of the previous process from two processes at once', () => {
    const older = { runId: 'a', startedAtMs: 5000 };
    expect(judge({}, { ...older, sentAtMs: 9900 })).to.equal('late');
    expect(judge({}, { ...older, sentAtMs: 15_000 })).to.equal('conflict');
  });

  it('takes a run that it has never heard of for a new one, whatever its clock says', () => {
    expect(judge({}, { runId: 'c', startedAtMs: 5000, sentAtMs: 5100 })).to.equal('restarted');
  });

  it('takes the older process back when the newer one has fallen silent', () => {
    expect(judge({ alive: false }, { runId: 'a', startedAtMs: 5000, sentAtMs: 90_000 })).to.equal('returned');
  });

  it('gives the name of a living installation to no other, whichever started later', () => {
    const foreign = { installation: randomUUID(), runId: 'c' };
    for (const startedAtMs of [5000, 50_000]) {
      expect(judge({ challengedForMs: 99_000 }, { ...foreign, startedAtMs })).to.equal('refused');
    }
  });

  it('gives the name of a silent installation to one that has asked for it long enough', () => {
    const foreign = { installation: randomUUID(), runId: 'c' };
    expect(judge({ alive: false }, foreign)).to.equal('waiting');
    expect(judge({ alive: false, challengedForMs: 3999 }, foreign)).to.equal('waiting');
    expect(judge({ alive: false, challengedForMs: 4000 }, foreign)).to.equal('replaced');
  });

  it('lets an agent that is upgraded to one with an id follow at once, and not the other way', () => {
    const nameless = installationOf({});
    expect(judge({ installation: nameless }, { runId: 'c', startedAtMs: 50_000 })).to.equal('restarted');
    expect(judge({}, { installation: nameless, runId: 'c' })).to.equal('refused');
  });
});
