import { execFile } from 'node:child_process';

export interface Ended {
  /** -1 for a program that a signal ended, or that is not there. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MOST_OUTPUT = 64 << 20;

/** Runs a program to its end. */
export function run(
  [file = '', ...args]: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: MOST_OUTPUT };
    execFile(file, args, options, (error, stdout, stderr) => {
      resolve({
        code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
        stdout,
        stderr,
      });
    });
  });
}
