import { type CheckItem, type Finding, clockFinding, failed, note, ok } from '@lbaas/common/runtime';
import {
  type DatabaseAddress,
  type DatabaseFacts,
  databaseRefusal,
  lookAtDatabase,
  serverVersion,
  stateOfSchema,
  tooNew,
} from '../persistence/index.ts';

const OLDEST_VERSION = 140_000;
const UNSEEN = note('not looked at: the database cannot be used');

/** What a server needs of its database: one connection for all items. */
export function databaseItems(address: DatabaseAddress): readonly CheckItem[] {
  let looking: Promise<DatabaseFacts> | undefined;
  const look = (): Promise<DatabaseFacts> => (looking ??= lookAtDatabase(address));
  const ofFacts = (judge: (facts: DatabaseFacts) => Finding) => async (): Promise<Finding> =>
    look().then(judge, () => UNSEEN);
  return [
    {
      name: 'database',
      look: () => look().then(judgeServer, (error: Error) => failed(databaseRefusal(error, address.url))),
    },
    { name: 'database schema', look: ofFacts(judgeSchema) },
    { name: 'clock', look: ofFacts(({ clockOffsetMs }) => clockFinding(clockOffsetMs, 'the database')) },
  ];
}

export function judgeServer({ version, versionText, isReadOnly }: DatabaseFacts): Finding {
  const name = `PostgreSQL ${versionText}`;
  if (version < OLDEST_VERSION) return failed(`${name} is too old: 14 or newer is needed`);
  if (isReadOnly)
    return failed(
      `${name} takes no writes: LBAAS_DATABASE_URL must lead to the primary, and default_transaction_read_only be off`,
    );
  return ok(`${name} takes the account, and writes`);
}

export function judgeSchema(facts: DatabaseFacts): Finding {
  const foreign = foreignTables(facts);
  if (foreign !== undefined) return failed(foreign);
  const state = stateOfSchema(facts, serverVersion());
  switch (state.kind) {
    case 'current':
      return ok('up to date');
    case 'newer':
      return note(newer(state.unknown));
    case 'too-new':
      return failed(tooNew(state.needs));
    case 'pending':
      return judgePending(facts, state.pending.length);
  }
}

/** Undefined when the tables are ours, or none. */
export function foreignTables({ applied, tables }: DatabaseFacts): string | undefined {
  if (applied.length > 0 || tables === 0) return undefined;
  return `${tables} tables, none of which this server has made: give it a database of its own in LBAAS_DATABASE_URL`;
}

/** For a schema with migrations that this server does not know, and gets along with. */
export const newer = (unknown: readonly string[]): string =>
  `made by a newer server, and good for this one (${unknown.join(', ')})`;

function judgePending({ applied, mayCreate }: DatabaseFacts, count: number): Finding {
  if (!mayCreate)
    return failed('the account may not make tables: GRANT CREATE ON SCHEMA public, or make it the owner');
  if (applied.length === 0) return note('empty: the first server that starts makes the tables');
  return note(`${count} migrations are pending: a server that starts does them, or lbaas-server migrate`);
}
