import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from './cli-error.ts';
import { currentDirectory } from './labs.ts';

export interface LogsOptions {
  readonly follow: boolean;
  readonly lines: string;
}

/** Prints the end of a log, or a list of the logs. */
export async function logs(name: string | undefined, { follow, lines }: LogsOptions): Promise<void> {
  const directory = currentDirectory();
  if (directory === undefined) throw new CliError('No lab is running; start one with: npm start');
  const files = logFiles(directory);
  if (name === undefined) return console.log([...files.keys()].join('\n'));
  const file = files.get(name);
  if (file === undefined) throw new CliError(`No log ${name}; there are: ${[...files.keys()].join(', ')}`);
  const tail = spawn('tail', ['-n', lines, ...(follow ? ['-F'] : []), file], { stdio: 'inherit' });
  process.on('SIGINT', () => undefined);
  await once(tail, 'exit');
}

function logFiles(directory: string): Map<string, string> {
  const logDirectory = join(directory, 'log');
  const own = readdirSync(logDirectory).map((file): [string, string] => [
    file.replace(/\.log$/, ''),
    join(logDirectory, file),
  ]);
  const backing: [string, string][] = [
    ['rabbitmq', join(directory, 'rabbitmq', 'broker.log')],
    ['postgres', join(directory, 'postgres', 'postgres.log')],
    ['keystone', join(directory, 'keystone', 'keystone.log')],
  ];
  return new Map([...own, ...backing].filter(([, file]) => existsSync(file)));
}
