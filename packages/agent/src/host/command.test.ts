import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { runCommand } from './command.ts';

/** Nothing else of this process runs meanwhile, as on a host that gives it no CPU. */
function blockUntil(atMs: number): void {
  while (performance.now() < atMs);
}

describe('runCommand', () => {
  it('returns what a program has printed, even if this process learns of its end first', async () => {
    const startMs = performance.now();
    const result = runCommand(['sh', '-c', 'sleep 0.2; echo 2; echo 3 >&2']);
    // One turn of the event loop learns of both ends and not yet of the output, and then takes long.
    const neighbour = spawn('echo', ['x']);
    neighbour.stdout.once('data', () => blockUntil(startMs + 400));
    neighbour.once('exit', () => blockUntil(startMs + 600));
    blockUntil(startMs + 100);
    expect(await result).to.deep.equal({ code: 0, stdout: '2\n', stderr: '3\n' });
  });

  it('does not wait for a daemon that keeps the output open', async () => {
    const result = await runCommand(['sh', '-c', 'sleep 30 & echo "$!"'], { deadlineMs: 20_000 });
    process.kill(Number(result.stdout));
    expect(result.code).to.equal(0);
  });
});
