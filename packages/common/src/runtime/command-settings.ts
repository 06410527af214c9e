import type { Static, TObject } from 'typebox';
import { loadConfig } from './config.ts';
import { readCommandLine } from './read-command-line.ts';

/**
 * The settings of a command that ends: from its arguments, the file that they name, and the environment.
 * @throws ConfigError
 */
export function commandSettings<S extends TObject>(
  schema: S,
  argv: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Static<S> {
  const { file, settings } = readCommandLine(argv);
  return loadConfig(schema, { env, file, argv: settings });
}
