import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type Pulse, hangs, isHeld } from './hang.ts';
import { holdAsDebugger } from '../testing/hold-as-debugger.ts';

const asleep: Pulse = { state: 'S', switches: '7', sleepsIn: 'get_signal' };

describe('hangs', () => {
  const verdicts: [string, Partial<Pulse>, boolean][] = [
    ['sleeps in a frozen control group', {}, true],
    ['is held by a debugger', { state: 't', sleepsIn: 'ptrace_stop' }, true],
    ['is held by a signal', { state: 'T', sleepsIn: 'do_signal_stop' }, true],
    ['waits for its turn', { state: 'R', sleepsIn: '0' }, false],
    ['waits for its disk', { state: 'D', sleepsIn: 'folio_wait_bit' }, false],
    ['sleeps in its event loop', { sleepsIn: 'ep_poll' }, false],
    ['sleeps in that of another kernel', { sleepsIn: 'do_epoll_wait' }, false],
    ['sleeps where the kernel does not say', { sleepsIn: '0' }, false],
  ];
  for (const [what, changes, expected] of verdicts) {
    it(`one that ${what}: ${expected}`, () => {
      const pulse = { ...asleep, ...changes };
      expect(isHeld(pulse, pulse)).equal(expected);
    });
  }

  it('not one that has run meanwhile', () => {
    expect(isHeld(asleep, { ...asleep, switches: '8' })).equal(false);
    expect(isHeld(asleep, { ...asleep, state: 'R' })).equal(false);
  });

  it('sees a real process that sleeps', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    await eventually(async () => expect(await hangs(child.pid ?? 0)).equal(true), { withinMs: 30_000 });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await hangs(child.pid ?? 0)).equal(false);
  });

  it('sees a real process that is held, and let go', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 10)']);
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    const release = await holdAsDebugger(pid);
    expect(await hangs(pid)).equal(true);
    await release();
    expect(await hangs(pid)).equal(false);
    child.kill('SIGKILL');
  });
});
