import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../services/program.ts';
import { CliError } from './cli-error.ts';
import { LABS } from './labs.ts';

/** What the background process sends to the process that waits for it. */
export type SupervisorMessage =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'up' }
  | { readonly kind: 'failed'; readonly text: string };

const COMMAND = ['scripts/bootstrap.mjs', 'lab', 'start', '--supervised'];

/** Starts a background process that starts and holds the lab. Resolves when the lab is up. @throws CliError */
export async function startDetached(args: readonly string[], print: (line: string) => void): Promise<void> {
  mkdirSync(LABS, { recursive: true });
  const log = openSync(join(LABS, 'supervisor.log'), 'w');
  const argv = [...COMMAND, ...args];
  const child = spawn(process.execPath, argv, {
    cwd: REPOSITORY,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  let givenUp = false;
  const giveUp = (): void => {
    givenUp = true;
    child.kill('SIGTERM');
  };
  process.on('SIGINT', giveUp).on('SIGTERM', giveUp);
  try {
    await outcome(child, print);
  } catch (error) {
    if (!givenUp) throw error;
    process.exitCode = 130;
    return;
  }
  process.off('SIGINT', giveUp).off('SIGTERM', giveUp);
  child.disconnect();
  child.unref();
}

async function outcome(child: ChildProcess, print: (line: string) => void): Promise<void> {
  const up = new Promise<void>((resolve, reject) => {
    child.on('message', (message: SupervisorMessage) => {
      if (message.kind === 'line') print(message.text);
      if (message.kind === 'up') resolve();
      if (message.kind === 'failed') reject(new CliError(message.text));
    });
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new CliError(`The lab ended before it was up (${String(code)}).`);
  });
  ended.catch(() => undefined);
  await Promise.race([up, ended]);
}
