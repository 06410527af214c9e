import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ManualClock, createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type Death, ProcessDeaths } from './process-deaths.ts';

describe('ProcessDeaths', () => {
  let clock: ManualClock;
  let deaths: ProcessDeaths;
  let told: Death[];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    clock = new ManualClock();
    told = [];
    begin(5);
  });

  function begin(everyMs: number): void {
    const logger = createLogger({ name: 'test', level: 'silent' });
    deaths = new ProcessDeaths({ everyMs, onDeath: (death) => told.push(death), clock, logger });
    deaths.start();
  }

  afterEach(() => {
    deaths.stop();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function run(deviceId: string): Promise<ChildProcess> {
    const child = spawn('sleep', ['60']);
    children.push(child);
    await once(child, 'spawn');
    deaths.watch(deviceId, child.pid ?? 0, 'HAProxy');
    return child;
  }

  async function die(deviceId: string): Promise<Death | undefined> {
    const count = told.length;
    (await run(deviceId)).kill('SIGKILL');
    await eventually(() => expect(told).to.have.length(count + 1), { withinMs: 2000, everyMs: 5 });
    return told.at(-1);
  }

  it('tells each end once, and what to wait with the next start: nothing at first, then more and more', async () => {
    expect(await die('one')).to.include({ deviceId: 'one', restartInMs: 0 });
    expect((await die('one'))?.restartInMs).to.be.greaterThan(0);
    expect(await die('other')).to.include({ restartInMs: 0 });
    clock.advance(60_000);
    expect(await die('one')).to.include({ restartInMs: 0 });
  });

  it('kills what is stopped, and says so', async () => {
    const child = await run('one');
    const ended = once(child, 'exit');
    child.kill('SIGSTOP');
    expect((await ended)[1]).to.equal('SIGKILL');
    expect(told.map(({ words }) => words)).to.deep.equal([
      `HAProxy (process ${child.pid}) was stopped by a signal and had to be killed`,
    ]);
  });

  it('says nothing of the end of one that may end', async () => {
    const child = await run('one');
    deaths.expectExit('one');
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await die('other');
    expect(told.map(({ deviceId }) => deviceId)).to.deep.equal(['other']);
  });

  it('looks at once where something points to an end', async () => {
    deaths.stop();
    begin(3_600_000);
    const [child, bystander] = [await run('one'), await run('other')];
    child.kill('SIGKILL');
    await once(child, 'exit');
    deaths.checkSoon('one');
    deaths.checkSoon('other');
    deaths.checkSoon('unknown');
    await eventually(() => expect(told.map(({ deviceId }) => deviceId)).to.deep.equal(['one']), {
      withinMs: 2000,
      everyMs: 5,
    });
    expect(bystander.exitCode).to.equal(null);
  });
});
