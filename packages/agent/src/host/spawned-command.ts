import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { CommandResult } from './command-result.ts';
import { afterReading } from './after-reading.ts';
import { cannotRun } from './cannot-run.ts';
import { HostError } from './host-error.ts';

/** How long output may still arrive after the program has ended; a daemon that keeps the pipes open never ends it. */
const OUTPUT_GRACE_MS = 100;
/** Exit code of a program that a signal ended. */
const KILLED = 128;

/** As runCommand, by a child of this very process. */
export async function spawnCommand(
  argv: readonly string[],
  stdin: string,
  deadlineMs: number,
): Promise<CommandResult> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: 'pipe' });
  const output = collectOutput(child);
  let overdue = false;
  const end = (): void => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    overdue = true;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => afterReading(end), deadlineMs);
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  try {
    const code = await ended(child, program);
    if (overdue) throw new HostError('lost', `${program}: not done within ${deadlineMs} ms`);
    return { code, ...output() };
  } finally {
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function ended(child: ChildProcessWithoutNullStreams, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause: NodeJS.ErrnoException) => {
      reject(new HostError('lost', `${program}: ${cannotRun(cause.code)}`, { cause }));
    });
    child.on('close', (code) => resolve(code ?? KILLED));
    child.on('exit', (code) => {
      afterReading(() => resolve(code ?? KILLED), OUTPUT_GRACE_MS);
    });
  });
}

function collectOutput(child: ChildProcessWithoutNullStreams): () => { stdout: string; stderr: string } {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  return () => ({
    stdout: Buffer.concat(chunks.stdout).toString('utf8'),
    stderr: Buffer.concat(chunks.stderr).toString('utf8'),
  });
}
