import { Command, Option } from 'commander';
import type { StartSettings } from './cli/start-settings.ts';

interface StartFlags {
  readonly detach?: boolean;
  readonly supervised?: boolean;
  readonly example: boolean;
}

/** What the command line leaves to its caller. */
export interface CliOptions {
  /** Settings of a lab that can be started now. @throws Error with a sentence for the user */
  readonly readyToStart: () => Promise<StartSettings>;
}

const print = (line: string): void => console.log(line);

/** The command line of the lab. Heavy modules are loaded by the command that needs them: `exec` starts quickly. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<void> {
  try {
    await cli(options).parseAsync(args, { from: 'user' });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function cli({ readyToStart }: CliOptions): Command {
  const program = new Command('lab').description('A laboratory on this machine').enablePositionalOptions();
  program
    .command('start')
    .description('start a lab with an example balancer')
    .option('--detach', 'return when it is up')
    .option('--no-example', 'leave the example out')
    .addOption(new Option('--supervised', 'be the background process of --detach').hideHelp())
    .action(async (flags: StartFlags) => start(flags, await readyToStart()));
  program.command('stop').description('end the lab').action(stop);
  program
    .command('exec')
    .description('run a command on a host of the lab')
    .argument('<host>')
    .argument('<command...>')
    .passThroughOptions()
    .action(exec);
  program.command('status').description('what runs where').action(status);
  program
    .command('logs')
    .description('the end of a log; without a name: which there are')
    .argument('[name]')
    .option('-f, --follow', 'go on', false)
    .option('-n, --lines <count>', 'how many lines', '50')
    .action(logs);
  return program;
}

async function start({ detach, supervised, example }: StartFlags, settings: StartSettings): Promise<void> {
  if (supervised === true) {
    const { supervise } = await import('./cli/supervise.ts');
    return await supervise({ example, settings });
  }
  if (detach === true) {
    const { startDetached } = await import('./cli/start-detached.ts');
    return await startDetached(example ? [] : ['--no-example'], print);
  }
  const { start: startHere } = await import('./cli/start.ts');
  await startHere({ example, settings, detached: false, print });
}

async function stop(): Promise<void> {
  const { stop: stopLab } = await import('./cli/stop.ts');
  await stopLab(print);
}

async function exec(host: string, command: string[]): Promise<void> {
  const { exec: execOn } = await import('./cli/exec.ts');
  process.exitCode = await execOn(host, command);
}

async function status(): Promise<void> {
  const { status: printStatus } = await import('./cli/status.ts');
  await printStatus();
}

async function logs(name: string | undefined, options: { follow: boolean; lines: string }): Promise<void> {
  const { logs: showLogs } = await import('./cli/logs.ts');
  await showLogs(name, options);
}
