import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { BASH } from './bash.ts';
import { runCommand } from './run-command.ts';

describe('bash', () => {
  const home = mkdtempSync(join(tmpdir(), 'lb-home-'));
  after(() => rmSync(home, { recursive: true }));

  it('does not run what a user has in ~/.bashrc', async () => {
    writeFileSync(join(home, '.bashrc'), 'echo from .bashrc\n');
    const env = { PATH: process.env['PATH'], HOME: home };
    const { stdout } = await runCommand([...BASH, '-c', 'echo done'], { env });
    expect(stdout).to.equal('done\n');
  });
});
