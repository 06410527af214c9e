import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@lbaas/common/runtime';
import { describeUnless } from '@lbaas/lab';
import { expect } from 'chai';
import { hierarchies } from '../../scripts/hosts/control-groups.ts';
import { lackOfHosts } from '../../scripts/hosts/lack-of-hosts.ts';

const STARTER = fileURLToPath(new URL('./support/starter-to-kill.ts', import.meta.url));

/** Namespaces that processes of this machine are in. */
function networks(): Set<string> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const links = pids.flatMap((pid) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/net`)];
    } catch {
      return [];
    }
  });
  return new Set(links);
}

describeUnless(await lackOfHosts(), describe)('hosts with a systemd whose starter is killed', function () {
  this.timeout(900_000);
  let directory: string;
  let starter: ChildProcess;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'killed-'));
  });
  after(() => {
    starter.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  it('leave no process, no control group and no file', async () => {
    const env = { ...process.env, TMPDIR: directory };
    const argv = ['--import', 'tsx', STARTER];
    starter = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(starter.stdout ?? starter, 'data')) as [Buffer];
    const fabric = line.toString().trim();
    const groups = hierarchies(`lbaas-hosts-${starter.pid}`).map(({ group }) => group);
    const mine = groups.filter((group) => existsSync(group));
    const made = readdirSync(directory).filter((name) => name.startsWith('hosts-'));
    expect([mine.length > 0, made.length]).to.deep.equal([true, 1]);
    expect(networks()).to.include(fabric);

    starter.kill('SIGKILL');
    await eventually(
      () => {
        expect(groups.filter((group) => existsSync(group))).to.deep.equal([]);
        expect(readdirSync(directory).filter((name) => name.startsWith('hosts-'))).to.deep.equal([]);
        expect(networks()).to.not.include(fabric);
      },
      { withinMs: 120_000, everyMs: 200 },
    );
  });
});
