import type { Static, TObject } from 'typebox';
import { ConfigError, loadConfig } from './config.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type LogLevel, type Logger, createLogger } from './logger.ts';
import { printConfig } from './print-config.ts';
import { printHelp } from './print-help.ts';
import { readCommandLine } from './read-command-line.ts';
import { type Obstacle, serviceManager } from './service-manager.ts';

/** Everything has its own deadline; this one is for the case that nobody thought of. */
const LAST_RESORT_MS = 15_000;

/** The parts of a program, and how to find out whether they can do their work. */
export interface Parts {
  readonly root: Lifecycle;
  /** What /readyz says no to. */
  readonly obstacle: Obstacle;
}

/** A program that runs until a signal: its settings, its parts, and its log messages. */
export interface Program<S extends TObject> {
  /** Name in the log. */
  readonly name: string;
  readonly schema: S;
  readonly create: (config: Static<S>, logger: Logger) => Parts;
  readonly messages: {
    readonly running: string;
    readonly notStarting: string;
    readonly stopping: string;
    readonly stopped: string;
  };
  /** For the help: options that are handled before settings are read, with their meanings. */
  readonly options?: Readonly<Record<string, string>>;
  /** Fields of the log line that says that the program runs. */
  readonly about?: (config: Static<S>) => object;
  /** Whether the message of a start-up error says everything, so that no stack is logged. */
  readonly isPlain?: (error: unknown) => boolean;
}

/** Ends the process with one line and exit code 1 if the work fails, as for invalid settings. */
export async function runMain(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/**
 * Reads the settings, then starts the program, or prints them with `--print-config`; `--help` lists all settings.
 * @throws ConfigError
 */
export async function runProgram<S extends TObject>(program: Program<S>): Promise<void> {
  const { help, printConfig: print, file, settings } = readCommandLine(process.argv.slice(2));
  if (help) {
    process.stdout.write(printHelp(program.name, program.schema, program.options));
    return;
  }
  const config = loadConfig(program.schema, { env: process.env, file, argv: settings });
  // The cast: S is any schema here, and every program has this setting.
  const { log_level: level } = config as { log_level: LogLevel };
  if (print) process.stdout.write(printConfig(config, program.schema));
  else await start(program, config, createLogger({ name: program.name, level }));
}

async function start<S extends TObject>(
  { create, messages, about, isPlain }: Program<S>,
  config: Static<S>,
  logger: Logger,
): Promise<void> {
  const { root, obstacle } = create(config, logger);
  const manager = serviceManager(process.env, { obstacle, logger });
  const stopping = stopOnSignal(root, messages, logger, manager);
  try {
    manager?.start();
    await root.start();
    manager?.started();
    logger.info(about?.(config) ?? {}, messages.running);
  } catch (error) {
    manager?.stop();
    if (stopping.begun) return;
    if (isPlain?.(error) === true && error instanceof Error) logger.fatal(error.message);
    else logger.fatal({ err: error }, messages.notStarting);
    process.exitCode = 1;
  }
}

/** The process ends by itself when nothing is left to wait for. A second signal ends it at once. */
function stopOnSignal(
  root: Lifecycle,
  messages: Program<TObject>['messages'],
  logger: Logger,
  manager: Lifecycle | undefined,
): { readonly begun: boolean } {
  const state = { begun: false };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (state.begun) process.exit(1);
    state.begun = true;
    logger.info({ signal }, messages.stopping);
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    try {
      await manager?.stop();
      await root.stop();
      logger.info(messages.stopped);
    } catch (error) {
      logger.error({ err: error }, 'not everything has stopped in order');
      process.exitCode = 1;
    }
  };
  process.on('SIGTERM', (signal) => void stop(signal)).on('SIGINT', (signal) => void stop(signal));
  return state;
}
