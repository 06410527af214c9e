import type { Static, TObject } from 'typebox';
import { ConfigError, loadConfig } from './config.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type LogLevel, type Logger, createLogger } from './logger.ts';
import { printConfig } from './print-config.ts';
import { printHelp } from './print-help.ts';
import { readCommandLine } from './read-command-line.ts';

/** Everything has its own deadline; this is for what nobody thought of. */
const LAST_RESORT_MS = 15_000;

/** A program that runs until a signal: its settings, its parts, and what its log says of them. */
export interface Program<S extends TObject> {
  /** Of the log. */
  readonly name: string;
  readonly schema: S;
  readonly create: (config: Static<S>, logger: Logger) => Lifecycle;
  readonly says: {
    readonly running: string;
    readonly notStarting: string;
    readonly stopping: string;
    readonly stopped: string;
  };
  /** For the help: options that stand before settings are read, with what they do. */
  readonly options?: Readonly<Record<string, string>>;
  /** Fields of the line that says that it runs. */
  readonly about?: (config: Static<S>) => object;
  /** Whether the message of an error at the start says all that there is to say. */
  readonly isPlain?: (error: unknown) => boolean;
}

/** Ends the process with one line and exit code 1 when the work fails, as for wrong settings. */
export async function runMain(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/**
 * Reads the settings, then starts the program, or prints them with `--print-config`; `--help` tells which there are.
 * @throws ConfigError
 */
export async function runProgram<S extends TObject>(program: Program<S>): Promise<void> {
  const { help, printConfig: print, file, settings } = readCommandLine(process.argv.slice(2));
  if (help) {
    process.stdout.write(printHelp(program.name, program.schema, program.options));
    return;
  }
  const config = loadConfig(program.schema, { env: process.env, file, argv: settings });
  // A schema's type is open here: every program of ours has this setting.
  const { log_level: level } = config as { log_level: LogLevel };
  if (print) process.stdout.write(printConfig(config, program.schema));
  else await start(program, config, createLogger({ name: program.name, level }));
}

async function start<S extends TObject>(
  { create, says, about, isPlain }: Program<S>,
  config: Static<S>,
  logger: Logger,
): Promise<void> {
  const root = create(config, logger);
  const stopping = stopOnSignal(root, says, logger);
  try {
    await root.start();
    logger.info(about?.(config) ?? {}, says.running);
  } catch (error) {
    if (stopping.begun) return;
    if (isPlain?.(error) === true && error instanceof Error) logger.fatal(error.message);
    else logger.fatal({ err: error }, says.notStarting);
    process.exitCode = 1;
  }
}

/** The process ends by itself when nothing is left to wait for. A second signal does not wait. */
function stopOnSignal(
  root: Lifecycle,
  says: Program<TObject>['says'],
  logger: Logger,
): { readonly begun: boolean } {
  const state = { begun: false };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (state.begun) process.exit(1);
    state.begun = true;
    logger.info({ signal }, says.stopping);
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    try {
      await root.stop();
      logger.info(says.stopped);
    } catch (error) {
      logger.error({ err: error }, 'not everything has stopped in order');
      process.exitCode = 1;
    }
  };
  process.on('SIGTERM', (signal) => void stop(signal)).on('SIGINT', (signal) => void stop(signal));
  return state;
}
