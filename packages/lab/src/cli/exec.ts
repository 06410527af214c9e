import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { exitCode } from '../hosts/exit-code.ts';
import { hostCommand } from '../hosts/host-command.ts';
import { hostEnvironment } from '../hosts/host-environment.ts';
import { CliError } from './cli-error.ts';
import { currentLab } from './labs.ts';

/** Runs a command on a host with this terminal, in the directory that `npm run` was called in. @returns exit code */
export async function exec(hostName: string, command: readonly string[]): Promise<number> {
  const { hosts } = currentLab();
  const host = hosts.find(({ name }) => name === hostName);
  if (host === undefined) {
    throw new CliError(`No host ${hostName}; there are: ${hosts.map(({ name }) => name).join(', ')}`);
  }
  const directory = process.env['INIT_CWD'] ?? process.cwd();
  const argv = hostCommand(host.init, ['env', `--chdir=${directory}`, ...command]);
  const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: 'inherit', env: hostEnvironment() });
  // Ctrl-C is for the command, which shares this terminal.
  process.on('SIGINT', () => undefined).on('SIGTERM', () => child.kill('SIGKILL'));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return exitCode(code, signal);
}
