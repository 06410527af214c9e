import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { InstalledHaproxy } from './installed-haproxy.ts';

const WITHIN = { withinMs: 10_000, everyMs: 5 };
const says = (version: string): string =>
  `echo "HAProxy version ${version} 2026/01/02 - https://haproxy.org/"`;

describe('InstalledHaproxy', () => {
  let directory: string;
  let lines: string[];
  let haproxy: InstalledHaproxy;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'installed-'));
    lines = [];
    const write = (line: string): void => void lines.push((JSON.parse(line) as { msg: string }).msg);
    const logger = createLogger({ name: 'test', level: 'info', destination: { write } });
    haproxy = new InstalledHaproxy(join(directory, 'haproxy'), logger);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Counts in a file how often it was run. */
  function install(script: string): void {
    const text = `#!/bin/sh\necho run >>${directory}/runs\n${script}\n`;
    writeFileSync(join(directory, 'next'), text, { mode: 0o755 });
    renameSync(join(directory, 'next'), join(directory, 'haproxy'));
  }
  const is = (version: string | null): Promise<unknown> =>
    eventually(() => expect(haproxy.version).to.equal(version), WITHIN);

  it('follows the file, and says so', async () => {
    install(says('2.6.12-1+deb12u3'));
    expect(haproxy.version).to.equal(undefined);
    await is('2.6.12-1+deb12u3');
    install(says('3.0.11-1+deb13u4'));
    await is('3.0.11-1+deb13u4');
    expect(lines).to.deep.equal([
      'another HAProxy is installed: what runs goes on with its own, until its next reload',
    ]);
  });

  it('says once that it cannot be run, and asks until it can: what it lacks may come later', async () => {
    install(
      `if [ -e ${directory}/library ]; then ${says('2.6.12')}; else echo "no library" >&2; exit 127; fi`,
    );
    await is(null);
    expect(haproxy.version).to.equal(null);
    writeFileSync(join(directory, 'library'), '');
    await is('2.6.12');
    rmSync(join(directory, 'haproxy'));
    await is(null);
    expect(lines).to.deep.equal([
      'HAProxy cannot be run: what runs goes on, and nothing can be started',
      'HAProxy can be run again',
      'HAProxy cannot be run: what runs goes on, and nothing can be started',
    ]);
  });
});
