import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
