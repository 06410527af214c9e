import { Command, Option } from 'commander';

interface StartFlags {
  readonly detach?: boolean;
  readonly supervised?: boolean;
  readonly example: boolean;
}

const print = (line: string): void => console.log(line);

/** The command line of the lab. Each command loads its modules itself, so `exec` starts quickly. */
export async function runCli(args: readonly string[]): Promise<void> {
  try {
    await cli().parseAsync(args, { from: 'user' });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function cli(): Command {
  const program = new Command('lab').description('A laboratory on this machine').enablePositionalOptions();
  program
    .command('start')
    .description('start a lab with an example balancer')
    .option('--detach', 'return when it is up')
    .option('--no-example', 'leave the example out')
    .addOption(new Option('--supervised', 'be the background process of --detach').hideHelp())
    .action(start);
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

async function start({ detach, supervised, example }: StartFlags): Promise<void> {
  if (supervised === true) {
    const { supervise } = await import('./cli/supervise.ts');
    return await supervise({ example });
  }
  if (detach === true) {
    const { startDetached } = await import('./cli/start-detached.ts');
    return await startDetached(example ? [] : ['--no-example'], print);
  }
  const { start: startHere } = await import('./cli/start.ts');
  await startHere({ example, detached: false, print });
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
