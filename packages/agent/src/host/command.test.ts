import { spawn } from 'node:child_process';
import { eventually, sleep } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type CommandOptions, type CommandResult, runCommand } from './command.ts';
import { spawnCommand } from './spawned-command.ts';

/** Nothing else of this process runs meanwhile, as on a host that gives it no CPU. */
function blockUntil(atMs: number): void {
  while (performance.now() < atMs);
}

type Run = (argv: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
const RUNS: Readonly<Record<string, Run>> = {
  'by a resident shell': runCommand,
  'by a child': (argv, { stdin = '', deadlineMs = 20_000 } = {}) => spawnCommand(argv, stdin, deadlineMs),
};

const shellOf = async (): Promise<number> => Number((await runCommand(['sh', '-c', 'echo "$PPID"'])).stdout);

for (const [how, run] of Object.entries(RUNS)) {
  describe(`a command that is run ${how}`, () => {
    it('returns what a program has printed, even if this process learns of its end first', async () => {
      const startMs = performance.now();
      const result = run(['sh', '-c', 'sleep 0.2; echo 2; echo 3 >&2']);
      // One turn of the event loop learns of both ends and not yet of the output, and then takes long.
      const neighbour = spawn('echo', ['x']);
      neighbour.stdout.once('data', () => blockUntil(startMs + 400));
      neighbour.once('exit', () => blockUntil(startMs + 600));
      blockUntil(startMs + 100);
      expect(await result).to.deep.equal({ code: 0, stdout: '2\n', stderr: '3\n' });
    });

    it('has done what was done in time, even if this process finds out when its deadline is over', async () => {
      const result = run(['sh', '-c', 'sleep 0.1; echo done'], { deadlineMs: 500 });
      await sleep(50);
      // After an immediate the event loop looks at its timers, and at what there is to read only then.
      await new Promise((resolve) => setImmediate(resolve));
      blockUntil(performance.now() + 1_000);
      expect(await result).to.deep.equal({ code: 0, stdout: 'done\n', stderr: '' });
    });

    it('does not wait for a daemon that keeps the output open', async () => {
      const result = await run(['sh', '-c', 'sleep 30 & echo "$!"'], { deadlineMs: 20_000 });
      process.kill(Number(result.stdout));
      expect(result.code).to.equal(0);
    });

    it('passes words, input and output as they are', async () => {
      const words = ["it's", '$HOME `id` \\n "x"', '', '*', 'zwei\nZeilen', 'ä€😀'];
      const { stdout } = await run(['printf', '<%s>', ...words]);
      expect(stdout).to.equal(words.map((word) => `<${word}>`).join(''));
      const stdin = '$x `y` \\ "ä€😀"\n'.repeat(20_000);
      expect(await run(['cat'], { stdin })).to.deep.equal({ code: 0, stdout: stdin, stderr: '' });
      expect(await run(['cat'])).to.deep.equal({ code: 0, stdout: '', stderr: '' });
    });

    it('returns the exit code, whatever it is', async () => {
      expect(await run(['sh', '-c', 'printf no >&2; exit 3'])).to.deep.equal({
        code: 3,
        stdout: '',
        stderr: 'no',
      });
      expect((await run(['sh', '-c', 'kill -9 $$'])).code).to.be.at.least(128);
    });

    it('fails when there is no such program', async () => {
      const error = await run(['no-such-program', 'x']).catch((reason: unknown) => reason);
      expect(error).to.include({ code: 'lost', message: 'no-such-program: cannot run (ENOENT)' });
    });

    it('ends what outlives its deadline', async () => {
      const error = await run(['sleep', '31.07'], { deadlineMs: 300 }).catch((reason: unknown) => reason);
      expect(error).to.include({ code: 'lost', message: 'sleep: not done within 300 ms' });
      await eventually(async () => expect((await run(['pgrep', '-fx', 'sleep 31.07'])).code).to.equal(1), {
        withinMs: 20_000,
      });
    });
  });
}

describe('resident shells', () => {
  it('run one command after another, and many at once', async () => {
    const first = await shellOf();
    expect(await shellOf()).to.equal(first);
    const many = await Promise.all(Array.from({ length: 20 }, (_, n) => runCommand(['echo', `${n}`])));
    expect(many.map(({ stdout }) => stdout)).to.deep.equal(Array.from({ length: 20 }, (_, n) => `${n}\n`));
  });

  it('are replaced when somebody ends them, idle or not', async () => {
    const victim = await shellOf();
    process.kill(victim, 'SIGKILL');
    await eventually(async () => expect(await shellOf()).to.not.equal(victim), { withinMs: 20_000 });
    const busy = runCommand(['sh', '-c', 'echo why >&2; kill -9 "$PPID"; sleep 30']).catch(
      (reason: unknown) => reason,
    );
    expect(await busy).to.include({ code: 'lost', message: 'sh: cannot run (why)' });
    expect((await runCommand(['echo', '1'])).stdout).to.equal('1\n');
  });

  it('stay when everything is asked to end, and end with this process', async () => {
    const pid = await shellOf();
    process.kill(pid, 'SIGTERM');
    expect(await shellOf()).to.equal(pid);
    const script = `
      import { runCommand } from ${JSON.stringify(new URL('./command.ts', import.meta.url).href)};
      const { stdout } = await runCommand(['sh', '-c', 'echo "$PPID"']);
      process.stdout.write(stdout);`;
    const argv = ['--import=tsx', '--conditions=lb-source', '--input-type=module', '-e', script];
    // That it ends at all: an idle shell keeps no process awake.
    const { code, stdout } = await spawnCommand([process.execPath, ...argv], '', 60_000);
    expect(code).to.equal(0);
    await eventually(() => expect(() => process.kill(Number(stdout), 0)).to.throw('ESRCH'), {
      withinMs: 20_000,
    });
  });
});
