import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { RunDirectory } from '../run/run-directory.ts';
import { leftoversOf } from '../testing/leftovers.ts';

describe('a lab whose process is killed', () => {
  it('leaves no process, namespace or directory', async function () {
    this.timeout(180_000);
    const program = fileURLToPath(new URL('../testing/starter-to-kill.ts', import.meta.url));
    const starter = spawn(process.execPath, [...process.execArgv, program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(starter.stdout, 'data')) as [Buffer];
    const run = JSON.parse(line.toString()) as RunDirectory;
    expect(leftoversOf(run)).to.not.deep.equal([]);
    starter.kill('SIGKILL');
    await eventually(() => expect(leftoversOf(run)).to.deep.equal([]), { withinMs: 10_000 });
  });
});
