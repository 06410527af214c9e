import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { ROOT } from './root.mjs';

/** What ends a command. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command on this terminal, or with its output in the file `log`. Signals that only this process receives are
 * passed on. `overdue` is called every second; when it returns true, the command is killed.
 * @returns its exit code
 */
export function runVisibly([file, ...args], { env = {}, overdue = () => false, log } = {}) {
  return new Promise((resolve) => {
    const output = log === undefined ? 'inherit' : openSync(log, 'w');
    const stdio = ['inherit', output, output];
    const child = spawn(file, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio });
    if (log !== undefined) closeSync(output);
    const passOn = (signal) => child.kill(signal);
    const watch = setInterval(() => overdue() && child.kill('SIGKILL'), 1000);
    for (const signal of SIGNALS) process.on(signal, passOn);
    child.on('error', () => resolve(127));
    child.on('close', (code) => {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, passOn);
      resolve(code ?? 1);
    });
  });
}

/** Command line that runs TypeScript from its sources, without a build. */
export const typescript = (...args) => [process.execPath, '--import=tsx', ...args];
