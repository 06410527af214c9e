import { spawn } from 'node:child_process';
import { DeadlineError } from '@lbaas/common/runtime';
import { exitCode } from './exit-code.ts';

export interface CommandResult {
  /** Exit code; 128 + signal number when a signal ended the command, as a shell counts. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stdin?: string | undefined;
  readonly deadlineMs?: number | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

const DEFAULT_DEADLINE_MS = 60_000;

/**
 * Runs a command to its end and returns what it printed, whatever its exit code.
 * @throws DeadlineError when it does not end in time (it is killed), Error when it cannot be started
 */
export function runCommand(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { stdin, deadlineMs = DEFAULT_DEADLINE_MS, env = process.env } = options;
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], cwd: '/', env });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new DeadlineError(argv.join(' '), deadlineMs));
    }, deadlineMs);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: exitCode(code, signal), stdout: text(stdout), stderr: text(stderr) });
    });
    // A command that ends without reading its input is not an error.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
  });
}

/** Like runCommand, for commands that must succeed. @returns stdout */
export async function mustRun(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await runCommand(argv, options);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr.trim()}`);
  return stdout;
}

const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString('utf8');
