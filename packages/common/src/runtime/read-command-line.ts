import { ConfigError } from './config.ts';

/** What the command line asks for, besides settings. */
export interface CommandLine {
  readonly help: boolean;
  readonly printConfig: boolean;
  /** TOML file with settings: `--config FILE`. */
  readonly file: string | undefined;
  /** The other words: settings. */
  readonly settings: readonly string[];
}

/** @throws ConfigError when `--config` has no file name: the settings in it would be missing silently */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const settings: string[] = [];
  let help = false;
  let printConfig = false;
  let file: string | undefined;
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--help' || word === '-h') help = true;
    else if (word === '--print-config') printConfig = true;
    else if (word === '--config') file = named(words.shift());
    else if (word.startsWith('--config=')) file = named(word.slice('--config='.length));
    else settings.push(word);
  }
  return { help, printConfig, file, settings };
}

function named(file: string | undefined): string {
  if (file === undefined || file === '') throw new ConfigError(['--config: needs a file']);
  return file;
}
