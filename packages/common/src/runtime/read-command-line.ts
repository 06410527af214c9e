import { parseArgs } from 'node:util';
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

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'print-config': { type: 'boolean' },
  config: { type: 'string' },
} as const;

/** @throws ConfigError when `--config` has no file name: the settings in it would be missing silently */
export function readCommandLine(argv: readonly string[]): CommandLine {
  // Not strict: settings are options that only the schema of the program knows.
  const { values, tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true });
  const read = new Set(tokens.flatMap((token) => (isKnown(token) ? indicesOf(token) : [])));
  return {
    help: values.help === true,
    printConfig: values['print-config'] === true,
    file: values.config === undefined ? undefined : named(values.config),
    settings: argv.filter((_, index) => !read.has(index)),
  };
}

interface Token {
  readonly kind: string;
  readonly index: number;
  readonly name?: string;
  readonly value?: string | undefined;
  /** false: the value is the next word. */
  readonly inlineValue?: boolean | undefined;
}

/** `--help=x` goes to the settings, which refuse it by name. */
const isKnown = ({ kind, name = '', value }: Token): boolean =>
  kind === 'option' && (name === 'config' || (Object.hasOwn(OPTIONS, name) && value === undefined));

const indicesOf = ({ index, inlineValue }: Token): readonly number[] =>
  inlineValue === false ? [index, index + 1] : [index];

function named(file: string | boolean): string {
  if (typeof file === 'boolean' || file === '') throw new ConfigError(['--config: needs a file']);
  return file;
}
