import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string | undefined;
  readonly cwd?: string;
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @returns standard output. @throws Error with the end of what the command said when it fails */
export async function mustRun(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await runToEnd(argv, options);
  if (code === 0) return stdout;
  const words = `${stdout}${stderr}`.trim().split('\n').slice(-8).join('\n  ');
  throw new Error(`${argv.join(' ')} ended with ${code}:\n  ${words}`);
}

export const succeeds = async (argv: readonly string[], options: RunOptions = {}): Promise<boolean> =>
  (await runToEnd(argv, options)).code === 0;

export function runToEnd([file = '', ...args]: readonly string[], options: RunOptions): Promise<Result> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...options.env };
    const child = spawn(file, args, { cwd: options.cwd, env, stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', ({ message }) => resolve({ code: 127, stdout, stderr: message }));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin);
  });
}
