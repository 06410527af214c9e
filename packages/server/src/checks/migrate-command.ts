import { commandSettings } from '@lbaas/common/runtime';
import { databaseAddress } from '../config/database-settings.ts';
import { ServerConfigSchema } from '../config/server-config.ts';
import {
  type DatabaseAddress,
  SchemaUnfit,
  databaseRefusal,
  lookAtDatabase,
  migrate,
  serverVersion,
  stateOfSchema,
  tooNew,
} from '../persistence/index.ts';
import { foreignTables, newer } from './database-items.ts';

interface Outcome {
  readonly code: number;
  /** Lines for whoever has called. */
  readonly lines: readonly string[];
}

const CHECK = '--check';

/**
 * `lbaas-server migrate [--check]`. One attempt: whoever runs it decides whether it is repeated.
 * @param argv what follows the word. @throws ConfigError
 */
export async function migrateCommand(argv: readonly string[]): Promise<void> {
  const config = commandSettings(
    ServerConfigSchema,
    argv.filter((word) => word !== CHECK),
  );
  const address = databaseAddress(config);
  const { work, failed } = argv.includes(CHECK)
    ? { work: checkSchema, failed: 'the schema cannot be read' }
    : { work: applyPending, failed: 'the schema is not up to date' };
  const { code, lines } = await work(address).catch((error: Error) => ({
    code: 1,
    lines: [`${failed}: ${reasonOf(error, address)}`],
  }));
  const output = code === 1 ? process.stderr : process.stdout;
  output.write(lines.map((line) => `${line}\n`).join(''));
  process.exitCode = code;
}

async function applyPending(address: DatabaseAddress): Promise<Outcome> {
  const applied = await migrate(address);
  return { code: 0, lines: [...applied.map((name) => `applied ${name}`), 'the schema is up to date'] };
}

async function checkSchema(address: DatabaseAddress): Promise<Outcome> {
  const facts = await lookAtDatabase(address);
  const foreign = foreignTables(facts);
  if (foreign !== undefined) return { code: 1, lines: [foreign] };
  const state = stateOfSchema(facts, serverVersion());
  switch (state.kind) {
    case 'current':
      return { code: 0, lines: ['nothing is pending'] };
    case 'pending':
      return { code: 2, lines: state.pending.map((name) => `pending ${name}`) };
    case 'newer':
      return { code: 3, lines: [newer(state.unknown)] };
    case 'too-new':
      return { code: 4, lines: [tooNew(state.needs)] };
  }
}

const reasonOf = (error: Error, { url }: DatabaseAddress): string =>
  error instanceof SchemaUnfit ? error.message : databaseRefusal(error, url);
