import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { StateLock, StateLockedError } from './state-lock.ts';

describe('StateLock', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lbaas-lock-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('lets one agent in, and the next one after it', () => {
    const first = new StateLock(directory);
    first.start();
    expect(() => new StateLock(directory).start()).to.throw(StateLockedError, `process ${process.pid}`);
    first.stop();
    const second = new StateLock(directory);
    second.start();
    second.start();
    second.stop();
    second.stop();
  });

  it('is taken again when somebody has deleted it, with its directory', () => {
    const lock = new StateLock(directory);
    expect(lock.keep(), 'before the start').to.equal(0);
    lock.start();
    rmSync(directory, { recursive: true });
    expect([lock.keep(), lock.keep()]).to.deep.equal([1, 0]);
    expect(() => new StateLock(directory).start()).to.throw(StateLockedError);
    lock.stop();
  });

  it('leaves the lock of another agent that has taken it meanwhile', () => {
    const lock = new StateLock(directory);
    lock.start();
    writeFileSync(join(directory, 'agent.lock'), '1 1\n');
    expect(lock.keep()).to.equal(0);
    lock.stop();
    expect(existsSync(join(directory, 'agent.lock'))).to.equal(true);
  });

  for (const [whom, text] of [
    ['one that was killed', '999999999 1\n'],
    ['another process that has its pid now', `${process.pid} 1\n`],
    ['nobody, since it is empty', ''],
  ] as const) {
    it(`takes over from ${whom}`, () => {
      writeFileSync(join(directory, 'agent.lock'), text);
      const lock = new StateLock(directory);
      lock.start();
      expect(() => new StateLock(directory).start()).to.throw(StateLockedError);
      lock.stop();
    });
  }
});
